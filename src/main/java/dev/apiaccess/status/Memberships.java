// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.GrantPlan;
import dev.apiaccess.api.Reason;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.SettleTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The usage plans in which the key in the consumer's hands is, and whether AWS knows it there already. A key that was handed over is
 * put into another plan, back into one, or enabled again without another value, so nothing holds callers back: status says so.
 *
 * @param plans in the form of status
 * @param settling tiers in whose plans AWS may not know the key yet
 * @param works whether it works in another one
 * @param left until all have settled
 * @param times what is to be remembered of that
 */
public record Memberships(
        List<GrantPlan> plans, List<String> settling, boolean works, Duration left, SettleTimes times) {

    /** A wanted tier, with its plan; empty while that does not exist. */
    public record Wanted(UnitKey.UsagePlanUnit tier, Optional<String> planId) {}

    /** From status, for grants whose keys are not looked at. */
    static List<GrantPlan> kept(List<Wanted> wanted, @Nullable ApiKeyGrantStatus before) {
        return wanted.stream()
                .map(one -> plan(one, told(one, before).map(GrantPlan::settling).orElse(null)))
                .toList();
    }

    /**
     * The present memberships.
     *
     * @param before what is remembered, on the clock of {@code now}
     * @param key the consumer's, as AWS has it; empty while it has none
     * @param paid whether what is owed to the quota of a tier was taken from a key that came into its plan
     */
    public static Memberships of(
            SettleTimes before,
            long now,
            List<Wanted> wanted,
            Optional<ExistingKey> key,
            @Nullable ApiKeyGrantStatus told,
            BiPredicate<UnitKey.UsagePlanUnit, String> paid) {
        var plans = new ArrayList<GrantPlan>();
        var settling = new ArrayList<String>();
        var works = false;
        var most = Duration.ZERO;
        var times = before;
        for (var one : wanted) {
            var planId = one.planId().orElse("");
            if (key.isEmpty()
                    || !key.get().key().enabled()
                    || !key.get().key().planIds().contains(planId)) {
                times = times.out(planId, key.map(ExistingKey::id));
                plans.add(plan(one, true));
                continue;
            }
            var marked = isMarked(one, told);
            var left = times.leftIn(planId, key.get().id(), marked, now);
            times = times.in(planId, key.get().id(), marked, now);
            var isPaid = !marked || paid.test(one.tier(), key.get().id());
            plans.add(plan(one, (left.isZero() && isPaid) ? null : true));
            works |= left.isZero();
            if (!left.isZero()) {
                settling.add(one.tier().namespace() + "/" + one.tier().name());
            }
            most = left.compareTo(most) > 0 ? left : most;
        }
        return new Memberships(List.copyOf(plans), List.copyOf(settling), works, most, times);
    }

    /** A grant that is ready as far as the key goes is so only where the key works. */
    public void tell(ConditionsDraft conditions, String secret, Instant now) {
        if (settling.isEmpty() || !conditions.says(ConditionType.Ready, ConditionStatus.True)) {
            return;
        }
        var tiers = settling.stream().collect(Collectors.joining(", "));
        var until = now.plus(left).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        if (works) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.Settling,
                    "the key works and is in Secret " + secret + "; in " + tiers + " it works from " + until
                            + " on, when AWS knows it there everywhere");
        } else {
            conditions.reconciling(
                    Reason.Pending,
                    "the key was put into " + tiers + " and works from " + until
                            + " on, when AWS knows it there everywhere");
        }
    }

    /** A status without any plans leaves nothing to settle: it was lost, and the key was handed over long ago. */
    private static boolean isMarked(Wanted wanted, @Nullable ApiKeyGrantStatus before) {
        if (before == null || before.plans().isEmpty()) {
            return false;
        }
        return told(wanted, before)
                .map(plan -> Boolean.TRUE.equals(plan.settling()))
                .orElse(true);
    }

    private static Optional<GrantPlan> told(Wanted wanted, @Nullable ApiKeyGrantStatus before) {
        return before == null
                ? Optional.empty()
                : before.plans().stream()
                        .filter(plan -> Objects.equals(
                                        plan.name(), wanted.tier().name())
                                && Objects.equals(
                                        plan.namespace(), wanted.tier().namespace())
                                && Objects.equals(
                                        plan.usagePlanId(), wanted.planId().orElse(null)))
                        .findFirst();
    }

    private static GrantPlan plan(Wanted wanted, @Nullable Boolean settling) {
        return new GrantPlan(
                wanted.tier().name(), wanted.tier().namespace(), wanted.planId().orElse(null), settling);
    }
}
