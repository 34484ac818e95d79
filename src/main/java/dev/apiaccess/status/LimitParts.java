// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.StageConflicts;
import dev.apiaccess.intent.LeftOut;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Observed;
import java.util.List;
import java.util.stream.Stream;

/** A rate limit entry by entry: each is in force, on its way, or left out with its reason. */
final class LimitParts {

    private LimitParts() {}

    /** Every entry, in the form of status. */
    static List<PartStatus> of(UsagePlanIntent intent, StageConflicts.Possible possible, Observed.Plan found) {
        return Stream.concat(
                        intent.stages().stream().map(stage -> part(stage, possible, found)),
                        intent.missing().stream()
                                .map(one -> Parts.left(
                                        one.name(), one.why(), one.stays() ? "; what is in the usage plan stays" : "")))
                .toList();
    }

    private static PartStatus part(
            UsagePlanIntent.LimitedStage stage, StageConflicts.Possible possible, Observed.Plan found) {
        var key = new ApiStage(stage.apiId(), stage.stage());
        var wanted = possible.plan().plan().stages().get(key);
        if (wanted == null) {
            return new PartStatus(
                    stage.name(),
                    PartState.Left,
                    Reason.Conflict.name(),
                    possible.conflicts().stream()
                            .filter(text -> text.contains(key.text()))
                            .findFirst()
                            .map(Parts::message)
                            .orElse(null));
        }
        var inForce = found.proven()
                .filter(existing -> wanted.equals(existing.plan().stages().get(key)))
                .isPresent();
        return new PartStatus(stage.name(), inForce ? PartState.InForce : PartState.Waiting, null, null);
    }

    /** What AWS does not have. */
    static List<LeftOut> left(UsagePlanIntent intent) {
        return intent.missing().stream().map(UsagePlanIntent.MissingStage::why).toList();
    }
}
