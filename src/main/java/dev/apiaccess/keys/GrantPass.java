// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.status.GrantLook;
import dev.apiaccess.status.KeyProgress;
import java.time.Duration;

/**
 * One pass of a grant: it is assessed, the due step is carried out, and it is assessed again, until no step is due. Status is that of the
 * last assessment, and is written once.
 */
public final class GrantPass {

    /** At most six follow each other, when a value is stored, settled, handed over and replaced at once. */
    private static final int MOST_STEPS = 8;

    private static final Duration AT_ONCE = Duration.ofMillis(10);

    private final GrantLook grants;
    private final KeyKeeper keeper;
    private final RememberedKeys memory;

    public GrantPass(GrantLook grants, KeyKeeper keeper, RememberedKeys memory) {
        this.grants = grants;
        this.keeper = keeper;
        this.memory = memory;
    }

    /** Assesses a grant and carries out the steps of its keys that are due now. */
    public Assessment<ApiKeyGrantStatus> look(ApiKeyGrant grant) {
        var progress = KeyProgress.NONE;
        for (var steps = 0; ; steps++) {
            var assessment = grants.assess(grant, progress);
            assessment.keys().seen().ifPresent(memory::note);
            var step = assessment.keys().step();
            if (step.isEmpty()) {
                return assessment;
            }
            if (steps == MOST_STEPS) {
                return assessment.again(AT_ONCE);
            }
            progress = keeper.carryOut(grant, step.get(), progress);
        }
    }

    /** Assesses a grant that is being deleted. */
    public Assessment<ApiKeyGrantStatus> lookAtDeletion(ApiKeyGrant grant) {
        var assessment = grants.assessDeletion(grant);
        assessment.keys().seen().ifPresent(memory::note);
        return assessment;
    }
}
