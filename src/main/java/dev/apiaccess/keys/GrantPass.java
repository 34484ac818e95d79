// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.status.Departure;
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

    /** Looks at a grant, and takes its keys as far as they go now. */
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

    /** Looks at a grant that is being deleted. */
    public Departure<ApiKeyGrantStatus> lookAtDeletion(ApiKeyGrant grant) {
        var departure = grants.assessDeletion(grant);
        departure.assessment().keys().seen().ifPresent(memory::note);
        return departure;
    }
}
