// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Observed;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Planner;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys in an unknown state: a call that was to change one of them got no answer, and they were not read since. */
final class UnansweredKeys {

    private UnansweredKeys() {}

    /**
     * Their ids.
     *
     * @param tried what was to be brought about
     * @param known how they were before the call
     */
    static Set<String> keys(Desired tried, Observed.Key known) {
        return Planner.plan(tried, known).changes().stream()
                .flatMap(change -> switch (change) {
                    case ApiKeyChange.UpdateApiKey update -> Stream.of(update.keyId());
                    case ApiKeyChange.AddKeyToPlan add -> Stream.of(add.keyId());
                    case ApiKeyChange.RemoveKeyFromPlan remove -> Stream.of(remove.keyId());
                    case ApiKeyChange.DeleteApiKey delete -> Stream.of(delete.keyId());
                    default -> Stream.empty();
                })
                .collect(Collectors.toSet());
    }
}
