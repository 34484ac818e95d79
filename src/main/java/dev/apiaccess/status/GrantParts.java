// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.GrantPlan;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.LeftOut;
import dev.apiaccess.model.UnitKey;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A grant tier by tier: in each its key works, is on its way, or is left out with the reason. */
final class GrantParts {

    private GrantParts() {}

    /**
     * Every rate limit that the grant names, in the form of status.
     *
     * @param plans where the key is, and whether it works there
     */
    static List<PartStatus> of(KeyIntent intent, List<GrantPlan> plans) {
        return Stream.concat(
                        intent.plans().stream()
                                .filter(tier -> intent.missing().stream()
                                        .noneMatch(one -> one.tier().equals(tier)))
                                .map(tier -> part(tier, plans)),
                        intent.missing().stream()
                                .map(one -> Parts.left(
                                        name(one.tier()),
                                        one.why(),
                                        isIn(one.tier(), plans) ? "; the key stays in its usage plan" : "")))
                .toList();
    }

    private static PartStatus part(UnitKey.UsagePlanUnit tier, List<GrantPlan> plans) {
        var works = plans.stream().anyMatch(plan -> isOf(tier, plan) && plan.settling() == null);
        return new PartStatus(name(tier), works ? PartState.InForce : PartState.Waiting, null, null);
    }

    private static boolean isIn(UnitKey.UsagePlanUnit tier, List<GrantPlan> plans) {
        return plans.stream().anyMatch(plan -> isOf(tier, plan));
    }

    private static boolean isOf(UnitKey.UsagePlanUnit tier, GrantPlan plan) {
        return plan.usagePlanId() != null
                && Objects.equals(plan.name(), tier.name())
                && Objects.equals(plan.namespace(), tier.namespace());
    }

    private static String name(UnitKey.UsagePlanUnit tier) {
        return tier.namespace() + "/" + tier.name();
    }

    /**
     * The parts that cannot be had.
     *
     * @param absent usage plans that do not exist
     */
    static List<LeftOut> left(KeyIntent intent, List<UnitKey.UsagePlanUnit> absent) {
        return Stream.concat(
                        intent.missing().stream().map(KeyIntent.MissingTier::why),
                        absent.stream()
                                .map(plan -> new LeftOut(
                                        Reason.Pending,
                                        "the usage plan of ApiRateLimit " + name(plan) + " is not there yet",
                                        true)))
                .toList();
    }
}
