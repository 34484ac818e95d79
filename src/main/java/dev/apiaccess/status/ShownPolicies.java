// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.Correcting;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.Question;
import dev.apiaccess.snapshot.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How policies differ from what is wanted, computed once for each pass. */
public final class ShownPolicies {

    private ShownPolicies() {}

    private record ShownOf(UnitKey.PolicyUnit unit, Optional<OwnerRef> planned) implements Question<Plan> {}

    /** The changes of a principal's policy that would correct everything, also what is only reported. */
    public static Plan of(
            DesiredState desired,
            UnitKey.PolicyUnit unit,
            Observed.Policy found,
            @Nullable OwnerRef planned,
            Snapshot snapshot) {
        return snapshot.once(
                new ShownOf(unit, Optional.ofNullable(planned)),
                () -> Planner.plan(
                        desired.policy(unit, found, Correcting.ALL, planned, snapshot)
                                .desired(),
                        found));
    }
}
