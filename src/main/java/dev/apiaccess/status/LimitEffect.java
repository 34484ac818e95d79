// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.UsagePlanIntent.LimitedStage;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.world.StageMethods;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a rate limit has the declared effect on what is deployed. It does not affect Ready: methods may be open on purpose, and a
 * method that a limit waits for may be deployed tomorrow. A limit that matches nothing comes first, since it is never intended.
 *
 * @param unmatched limits that match no deployed method
 * @param open methods that take calls without a key
 */
record LimitEffect(int unmatched, int open, String message) {

    /**
     * The effect; empty while it is not known of all stages, and none of the known ones shows a defect.
     *
     * @param deployed what a stage has deployed, empty when that is not known
     */
    static Optional<LimitEffect> of(List<LimitedStage> stages, Function<ApiStage, Optional<StageMethods>> deployed) {
        var unmatched = UnmatchedLimits.of(stages, deployed);
        var demand = OpenMethods.of(stages, deployed);
        return unmatched.count() == 0 && demand.isEmpty()
                ? Optional.empty()
                : Optional.of(of(unmatched, demand.orElseGet(() -> new OpenMethods(0, ""))));
    }

    private static LimitEffect of(UnmatchedLimits unmatched, OpenMethods demand) {
        return new LimitEffect(unmatched.count(), demand.open(), message(unmatched, demand));
    }

    private static String message(UnmatchedLimits unmatched, OpenMethods demand) {
        var open = demand.open();
        if (unmatched.count() == 0 && open == 0) {
            return "every deployed method but OPTIONS requires an API key";
        }
        if (unmatched.count() == 0) {
            return open + (open == 1 ? " method takes" : " methods take")
                    + " calls without an API key, which nothing here limits: set apiKeyRequired and deploy, unless"
                    + (open == 1 ? " it is" : " they are") + " open on purpose: " + demand.names();
        }
        var head =
                unmatched.count() + (unmatched.count() == 1 ? " limit meets" : " limits meet") + " no deployed method";
        return open == 0
                ? head + (unmatched.count() == 1 ? ", and holds" : ", and hold")
                        + " nobody back: correct path and method, or deploy what is meant: "
                        + unmatched.names()
                : head + ", and " + open + (open == 1 ? " method needs" : " methods need")
                        + " no API key: correct the limits, set apiKeyRequired, and deploy. Limits: "
                        + unmatched.names() + ". Open: " + demand.names();
    }

    /** The effect that a status records for a generation, empty when it records none or nothing that was counted. */
    static Optional<LimitEffect> told(@Nullable ApiRateLimitStatus status, @Nullable Long generation) {
        var unmatched = status == null ? null : status.unmatchedLimits();
        var open = status == null ? null : status.openMethods();
        return unmatched == null || open == null
                ? Optional.empty()
                : condition(status, generation)
                        .map(condition -> new LimitEffect(unmatched, open, String.valueOf(condition.getMessage())));
    }

    /** Whether a status records an effect for a generation without numbers, as versions did that noted none. */
    static boolean isUncounted(@Nullable ApiRateLimitStatus status, @Nullable Long generation) {
        return condition(status, generation).isPresent()
                && told(status, generation).isEmpty();
    }

    private static Optional<Condition> condition(@Nullable ApiRateLimitStatus status, @Nullable Long generation) {
        return status == null
                ? Optional.empty()
                : StatusConditions.find(status.conditions(), ConditionType.Effective)
                        .filter(condition -> Objects.equals(condition.getObservedGeneration(), generation));
    }

    /** Whether something that is declared limits no call. */
    boolean lacks() {
        return unmatched > 0 || open > 0;
    }

    void tell(ConditionsDraft conditions) {
        if (lacks()) {
            conditions.isFalse(
                    ConditionType.Effective, unmatched > 0 ? Reason.LimitUnmatched : Reason.KeyNotRequired, message);
        } else {
            conditions.isTrue(ConditionType.Effective, Reason.Effective, message);
        }
    }

    /** For the summary of the rate limit, empty when there is nothing to say. */
    String text() {
        var parts = new java.util.ArrayList<String>();
        if (unmatched > 0) {
            parts.add(unmatched == 1 ? "1 limit meets no method" : unmatched + " limits meet no method");
        }
        if (open > 0) {
            parts.add(open == 1 ? "1 method needs no key" : open + " methods need no key");
        }
        return String.join(", ", parts);
    }
}
