// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an object has in the policy of a principal, as recorded in its status. Compared with AWS it shows what others changed, as long
 * as no write of ours was under way when the status was written: the write comes first, and its digest with the next pass.
 */
public final class Applied {

    private static final Set<String> LEFT_OUT = Stream.of(
                    Reason.PrincipalNotFound, Reason.TargetNotFound, Reason.SlotsExhausted, Reason.TooLarge)
            .map(Reason::name)
            .collect(Collectors.toSet());

    private Applied() {}

    /** The digest in status that identifies the statements of a rejected object; empty when any of them may be ours. */
    static Optional<String> digest(ApiAccessPolicy policy, PrincipalRef principal) {
        return mayLag(policy) ? Optional.empty() : remembered(policy, principal);
    }

    /** The digest in status, however old. */
    public static Optional<String> remembered(ApiAccessPolicy policy, PrincipalRef principal) {
        var status = policy.getStatus();
        return status == null
                ? Optional.empty()
                : status.policies().stream()
                        .filter(one -> isFor(one, principal))
                        .map(PrincipalPolicy::digest)
                        .filter(Objects::nonNull)
                        .findFirst();
    }

    /** Whether the status names a principal. */
    static boolean names(ApiAccessPolicy policy, PrincipalRef principal) {
        var status = policy.getStatus();
        return status != null && status.policies().stream().anyMatch(one -> isFor(one, principal));
    }

    /** Whether an entry is for a principal: to IAM a role that came back in another spelling is the same. */
    public static boolean isFor(PrincipalPolicy one, PrincipalRef principal) {
        var text = one.principal();
        return text != null
                && PrincipalRef.ofArnResource(text)
                        .filter(known -> known.identity().equals(principal.identity()))
                        .isPresent();
    }

    /**
     * Whether the object had its statements in this policy before policy ids were recorded: until the tags are read in turn, it counts
     * as the same policy.
     */
    public static boolean hadIt(ApiAccessPolicy policy, PrincipalRef principal) {
        var status = policy.getStatus();
        return status != null
                && status.policies().stream()
                        .anyMatch(one -> isFor(one, principal)
                                && one.arn() != null
                                && one.digest() != null
                                && one.policyId() == null);
    }

    /** The id of the principal, as recorded in status. */
    public static @Nullable String principalId(ApiAccessPolicy policy, PrincipalRef principal) {
        var status = policy.getStatus();
        return status == null
                ? null
                : status.policies().stream()
                        .filter(one -> isFor(one, principal))
                        .map(PrincipalPolicy::principalId)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    /** The PolicyId to record: that of what is proven, else the recorded one. */
    public static @Nullable String policyId(ApiAccessPolicy policy, PrincipalRef principal, Observed.Policy found) {
        var status = policy.getStatus();
        return found.existing()
                .filter(one -> one.proof().proven())
                .map(ExistingPolicy::policyId)
                .orElseGet(() -> status == null
                        ? null
                        : status.policies().stream()
                                .filter(one -> isFor(one, principal))
                                .map(PrincipalPolicy::policyId)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(null));
    }

    /**
     * Whether AWS may hold a later write of ours than the status records: an edit came since, or was being written, and the object was
     * not rejected for good meanwhile. Drift is reported only where the digest is that of what is wanted.
     */
    public static boolean mayLag(ApiAccessPolicy policy) {
        var status = policy.getStatus();
        if (status == null) {
            return false;
        }
        var edited = !Objects.equals(
                status.observedGeneration(), policy.getMetadata().getGeneration());
        // Nothing is being written of parts that are left out.
        var left = StatusConditions.find(status.conditions(), ConditionType.Synced)
                .filter(synced -> LEFT_OUT.contains(synced.getReason()))
                .isPresent();
        var open = !left
                && StatusConditions.find(status.conditions(), ConditionType.Accepted)
                        .filter(accepted -> !ConditionStatus.False.isOf(accepted))
                        .isPresent()
                && !StatusConditions.holds(status.conditions(), ConditionType.Synced)
                && status.drift().isEmpty();
        return edited || open;
    }

    /** What status records of a principal where it lags: what AWS holds now. Later changes by others are detected from there. */
    public static Optional<PrincipalPolicy> found(
            ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found) {
        return found.existing().flatMap(existing -> {
            var statements = Sids.statementsOf(existing.policy().document(), AccessIntents.owner(policy)).stream()
                    .filter(one -> ExecuteApi.onlyInvokes(one, unit.accountId()))
                    .toList();
            return statements.isEmpty()
                    ? Optional.empty()
                    : Optional.of(PrincipalPolicy.noted(
                            unit.principal().text(),
                            existing.arn(),
                            StatementRenderer.digest(statements),
                            policyId(policy, unit.principal(), found),
                            principalId(policy, unit.principal())));
        });
    }
}
