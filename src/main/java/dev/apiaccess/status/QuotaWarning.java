// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.UnitKey;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a grant reports of the quota that its key is closest to using up. It goes in steps of five percent, since a status that followed
 * every request would be written with every look; metrics have the exact numbers.
 *
 * @param percent used at least, 0 to 100; 100 only when nothing is left
 */
public record QuotaWarning(Reason reason, int percent, String message) {

    private static final int STEP = 5;
    private static final int LOW = 80;
    private static final int ALL = 100;

    /** What the key has used of the quota of one plan. */
    public record Budget(UnitKey.UsagePlanUnit plan, Quota quota, KeyUsage usage) {

        int percent() {
            return quota.limit() <= 0 ? ALL : (int) (usage.taken(quota) * (ALL / STEP) / quota.limit()) * STEP;
        }

        private String limit() {
            return plan.namespace() + "/" + plan.name();
        }

        private String period() {
            return quota.period().name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The warning for one key; empty without a quota of which the use is known.
     *
     * @param budgets of the key in the consumer's hands, one for each plan with a quota
     * @param others whether other keys of the grant work too, as while one takes over from another
     */
    static Optional<QuotaWarning> of(List<Budget> budgets, boolean others) {
        return budgets.stream()
                .max(Comparator.comparingInt(Budget::percent)
                        .thenComparing(Comparator.comparing(Budget::limit).reversed()))
                .map(worst -> {
                    var percent = worst.percent();
                    var message = percent + " % of " + worst.quota().limit() + " a " + worst.period()
                            + " used in ApiRateLimit " + worst.limit()
                            + (percent == ALL
                                    ? "; API Gateway refuses the key there until the next " + worst.period()
                                            + " (UTC) begins"
                                    : "")
                            + (others ? "; another key of the grant works too and has a budget of its own" : "");
                    return new QuotaWarning(reason(percent), percent, message);
                });
    }

    /** The warning that a status has, empty when it has none or nothing that was counted. */
    static Optional<QuotaWarning> told(@Nullable ApiKeyGrantStatus status) {
        var percent = status == null ? null : status.quotaUsedPercent();
        return percent == null
                ? Optional.empty()
                : condition(status)
                        .map(condition ->
                                new QuotaWarning(reason(percent), percent, String.valueOf(condition.getMessage())));
    }

    /** Whether a status has a warning without the number, as versions did that noted none. */
    static boolean isUncounted(@Nullable ApiKeyGrantStatus status) {
        return isTold(status) && told(status).isEmpty();
    }

    /** Whether a status has a warning. */
    public static boolean isTold(@Nullable ApiKeyGrantStatus status) {
        return condition(status).isPresent();
    }

    private static Optional<Condition> condition(@Nullable ApiKeyGrantStatus status) {
        return status == null ? Optional.empty() : StatusConditions.find(status.conditions(), ConditionType.QuotaLow);
    }

    void tell(ConditionsDraft conditions) {
        if (reason == Reason.QuotaLeft) {
            conditions.isFalse(ConditionType.QuotaLow, reason, message);
        } else {
            conditions.isTrue(ConditionType.QuotaLow, reason, message);
        }
    }

    /** For the summary of the grant. */
    String text() {
        return percent + " % of its quota";
    }

    private static Reason reason(int percent) {
        return percent >= ALL ? Reason.QuotaUsedUp : percent >= LOW ? Reason.QuotaLow : Reason.QuotaLeft;
    }
}
