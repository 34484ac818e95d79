// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.access.Measured;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.MeasuredCase;
import dev.apiaccess.api.MeasuredRule;
import dev.apiaccess.api.MeasuredRules;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.measure.RuleEffects;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Settings;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether what a policy declares is so in AWS. Ready follows where it is not; an object that was ready before this was known stays so
 * until it is edited.
 *
 * @param switched methods that a protection is about to switch to signatures
 * @param generation of the object
 */
record PolicyEffect(
        RuleEffects effects,
        Set<MethodKey> switched,
        @Nullable ApiAccessPolicyStatus before,
        long generation,
        Settings settings) {

    private static final String NOT_SEEN =
            "as far as this account decides: service control policies, session policies and web ACLs are not seen";
    private static final int MOST_RULES = 64;

    static PolicyEffect of(ApiAccessPolicy policy, RuleEffects effects, Set<MethodKey> switched, Settings settings) {
        return new PolicyEffect(effects, switched, policy.getStatus(), generation(policy), settings);
    }

    /** Whether some rule fails for a method that asks for no signature. */
    static boolean hasUnsigned(RuleEffects effects) {
        return effects instanceof RuleEffects.Found found
                && found.rules().stream().flatMap(rule -> rule.first().stream()).anyMatch(PolicyEffect::isUnsigned);
    }

    private static boolean isUnsigned(Measured.Case one) {
        return one.kind() == Measured.Kind.NOT_IAM || one.kind() == Measured.Kind.DENY_WITHOUT_EFFECT;
    }

    /** Whether all that fails, as far as it is told, is about to be switched. */
    private boolean isBeingSwitched(RuleEffects.Found found) {
        return found.rules().stream()
                .flatMap(rule -> rule.first().stream())
                .filter(one -> state(one.kind()) == ConditionStatus.False)
                .allMatch(one -> isUnsigned(one) && switched.contains(new MethodKey(one.path(), one.verb())));
    }

    private static long generation(ApiAccessPolicy policy) {
        return Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L);
    }

    /** What a pass that measures nothing keeps: all while the object is paused, else the exemption of its generation. */
    static @Nullable MeasuredRules asBefore(ApiAccessPolicy policy, boolean paused) {
        var before = policy.getStatus() == null ? null : policy.getStatus().effective();
        if (before == null || paused) {
            return before;
        }
        var exempt = before.exemptGeneration();
        return Objects.equals(exempt, generation(policy)) ? new MeasuredRules(exempt, List.of()) : null;
    }

    /**
     * Sets the conditions.
     *
     * @return what status records of the rules
     */
    @Nullable
    MeasuredRules tell(ConditionsDraft conditions, Instant now) {
        if (!(effects instanceof RuleEffects.Found found)) {
            return waits(conditions, now);
        }
        var first = found.rules().stream()
                .filter(rule -> rule.first().isPresent())
                .min(Comparator.comparingInt(PolicyEffect::rank))
                .orElse(null);
        var exempt = exemption(first, isNothing(found));
        if (found.soon()
                && first != null
                && state(first.first().orElseThrow().kind()) == ConditionStatus.Unknown
                && isSaid()) {
            return meanwhile(conditions, now);
        }
        if (isNothing(found)) {
            conditions.isUnknown(
                    ConditionType.Effective,
                    Reason.InputsIncomplete,
                    "there is nothing to measure: no rule holds at this time, or none of the stages is there");
        } else if (first == null) {
            conditions.isTrue(
                    ConditionType.Effective, Reason.Effective, "works as declared, " + NOT_SEEN + beside(found));
        } else {
            tell(conditions, found, first, exempt != null, now);
        }
        return new MeasuredRules(
                exempt,
                found.rules().stream()
                        .limit(MOST_RULES)
                        .map(PolicyEffect::recorded)
                        .toList());
    }

    private static boolean isNothing(RuleEffects.Found found) {
        return found.rules().stream().allMatch(rule -> rule.works() + rule.fails() + rule.open() == 0);
    }

    private boolean isSaid() {
        return condition()
                .filter(one -> Objects.equals(one.getObservedGeneration(), generation))
                .isPresent();
    }

    /** Something is being read: what was said holds on, and so does what followed from it. */
    private @Nullable MeasuredRules meanwhile(ConditionsDraft conditions, Instant now) {
        conditions.asBefore(ConditionType.Effective);
        var said = condition().orElseThrow();
        if (ConditionStatus.False.isOf(said) && conditions.says(ConditionType.Ready, ConditionStatus.True)) {
            var exempt = before != null
                    && before.effective() != null
                    && Objects.equals(before.effective().exemptGeneration(), generation)
                    && !settings.readyAlwaysFollows();
            var reason = Reason.valueOf(said.getReason());
            follow(conditions, reason, said.getMessage(), exempt, wasBeingSwitched(reason), now);
        }
        return before == null ? null : before.effective();
    }

    private void tell(
            ConditionsDraft conditions, RuleEffects.Found found, Measured first, boolean exempt, Instant now) {
        var stands = first.first().orElseThrow();
        var message = "rule " + first.rule() + ": " + call(stands) + ": " + stands.words() + others(found, stands);
        var reason = reason(stands.kind());
        switch (state(stands.kind())) {
            case True -> conditions.isTrue(ConditionType.Effective, reason, message + "; " + NOT_SEEN);
            case Unknown -> conditions.isUnknown(ConditionType.Effective, reason, message);
            case False -> {
                conditions.isFalse(ConditionType.Effective, reason, message);
                if (conditions.says(ConditionType.Ready, ConditionStatus.True)) {
                    var isBeingSwitched = isBeingSwitched(found);
                    follow(
                            conditions,
                            reason,
                            message + (isBeingSwitched ? "; an ApiProtection of the API is about to do so" : ""),
                            exempt,
                            isBeingSwitched,
                            now);
                }
            }
        }
    }

    /** While that cannot be told: as it was. */
    private boolean wasBeingSwitched(Reason reason) {
        return (reason == Reason.MethodNotIamProtected || reason == Reason.DenyWithoutEffect)
                && before != null
                && StatusConditions.holds(before.conditions(), ConditionType.Reconciling);
    }

    /** @param waits whether somebody else is about to resolve it, however long that takes */
    private void follow(
            ConditionsDraft conditions, Reason reason, String message, boolean exempt, boolean waits, Instant now) {
        if (exempt) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.Ready,
                    "in AWS as declared, and not effective (see Effective); it was ready before that was known and is so"
                            + " until it is edited");
        } else if (waits || since(now).plus(settings.ineffectiveForLong()).isAfter(now)) {
            conditions.reconciling(reason, message);
        } else {
            conditions.stalled(reason, message);
        }
    }

    /** Since when it is without effect. */
    private Instant since(Instant now) {
        return condition()
                .filter(ConditionStatus.False::isOf)
                .map(one -> Instant.parse(one.getLastTransitionTime()))
                .orElse(now);
    }

    /** Nothing can be measured: what was said of this generation holds on. Before the first look at what an earlier version left nothing is. */
    private @Nullable MeasuredRules waits(ConditionsDraft conditions, Instant now) {
        if (isSaid()) {
            return meanwhile(conditions, now);
        }
        if (!isFromEarlierVersion()) {
            conditions.isUnknown(
                    ConditionType.Effective,
                    Reason.Pending,
                    effects instanceof RuleEffects.Nothing
                            ? "nothing of it is in force yet"
                            : "what AWS holds is being read");
        }
        return before == null ? null : before.effective();
    }

    /** Whether a version that knew nothing of effects said that this generation is ready. */
    private boolean isFromEarlierVersion() {
        return before != null
                && condition().isEmpty()
                && StatusConditions.find(before.conditions(), ConditionType.Ready)
                        .filter(ready -> ConditionStatus.True.isOf(ready)
                                && Objects.equals(ready.getObservedGeneration(), generation))
                        .isPresent();
    }

    /** @return the generation that stays ready, null where none does */
    private @Nullable Long exemption(@Nullable Measured first, boolean nothing) {
        var works = first == null ? !nothing : state(first.first().orElseThrow().kind()) == ConditionStatus.True;
        var noted = before == null || before.effective() == null
                ? null
                : before.effective().exemptGeneration();
        if (settings.readyAlwaysFollows() || works) {
            return null;
        }
        // Also where the first look cannot tell: a later one may.
        return isFromEarlierVersion() || Objects.equals(noted, generation) ? (Long) generation : null;
    }

    private Optional<Condition> condition() {
        return before == null ? Optional.empty() : StatusConditions.find(before.conditions(), ConditionType.Effective);
    }

    private static int rank(Measured rule) {
        return switch (state(rule.first().orElseThrow().kind())) {
            case False -> 0;
            case Unknown -> 1;
            case True -> 2;
        };
    }

    private static ConditionStatus state(Measured.Kind kind) {
        return switch (kind) {
            case METHOD_NOT_FOUND, NOT_IAM, DENY_WITHOUT_EFFECT, DENIED, BOUNDED -> ConditionStatus.False;
            case INCOMPLETE -> ConditionStatus.Unknown;
            case OPEN_TO_ACCOUNT, OPEN_TO_EVERYBODY -> ConditionStatus.True;
        };
    }

    private static Reason reason(Measured.Kind kind) {
        return switch (kind) {
            case METHOD_NOT_FOUND -> Reason.MethodNotFound;
            case NOT_IAM -> Reason.MethodNotIamProtected;
            case DENY_WITHOUT_EFFECT -> Reason.DenyWithoutEffect;
            case DENIED -> Reason.BlockedByDeny;
            case BOUNDED -> Reason.BlockedByBoundary;
            case INCOMPLETE -> Reason.InputsIncomplete;
            case OPEN_TO_ACCOUNT -> Reason.OpenToAccount;
            case OPEN_TO_EVERYBODY -> Reason.OpenToEverybody;
        };
    }

    private static String call(Measured.Case stands) {
        return stands.verb() + " " + stands.path() + " of stage " + stands.stage()
                + (stands.caller().isEmpty() ? "" : " for " + stands.caller());
    }

    /** How many more are like the one that is told. */
    private static String others(RuleEffects.Found found, Measured.Case told) {
        var more = switch (state(told.kind())) {
            case False -> found.rules().stream().mapToInt(Measured::fails).sum() - 1;
            case Unknown -> found.rules().stream().mapToInt(Measured::open).sum() - 1;
            case True -> 0;
        };
        return more > 0 ? " (and " + more + " more, counted in status.effective)" : "";
    }

    /** What is told beside that everything works. */
    private static String beside(RuleEffects.Found found) {
        var told = new StringBuilder();
        found.rules().stream()
                .filter(rule -> rule.broader() > 0)
                .findFirst()
                .ifPresent(rule -> told.append("; rule ")
                        .append(rule.rule())
                        .append(" also opens ")
                        .append(rule.broader() == 1 ? "a method" : rule.broader() + " methods")
                        .append(" that it does not declare, such as ")
                        .append(rule.broaderCall().orElse("")));
        found.rules().stream()
                .filter(Measured::grantedBeside)
                .findFirst()
                .ifPresent(rule -> told.append("; what rule ")
                        .append(rule.rule())
                        .append(" allows is allowed without it too, by what others granted"));
        return told + (found.assumed() ? "; resource policies are taken for deployed, as the connection says" : "");
    }

    private static MeasuredRule recorded(Measured rule) {
        return new MeasuredRule(
                rule.rule(),
                rule.works(),
                rule.fails(),
                rule.open(),
                rule.broader() == 0 ? null : (Integer) rule.broader(),
                rule.first()
                        .map(one -> new MeasuredCase(
                                one.verb(),
                                one.path(),
                                one.stage(),
                                one.caller().isEmpty() ? null : one.caller(),
                                reason(one.kind()).name()))
                        .orElse(null));
    }

    /** Whether the next look at the account may say more. */
    boolean asksForALook() {
        return effects instanceof RuleEffects.Found found && found.soon();
    }
}
