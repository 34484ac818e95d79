// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one unit directly: after an answer that left the effect open, and right before something is destroyed. Proves on the
 * way that what is there is ours.
 */
final class UnitReader {

    private static final int MOST_PAGES = 200;

    private final Accounts accounts;
    private final Naming naming;

    UnitReader(Accounts accounts, Naming naming) {
        this.accounts = accounts;
        this.naming = naming;
    }

    /** @throws ForeignThing when something else has the unit's name */
    Observed read(Accounts.Account account, Desired desired, Observed known, Caller caller)
            throws InterruptedException {
        return switch (desired.unit()) {
            case UnitKey.PolicyUnit unit -> policy(account, unit, policyArn(account, unit), caller);
            case UnitKey.ClaimUnit unit -> policy(account, unit, claimArn(account), caller);
            case UnitKey.PlanUnit unit when known instanceof Observed.Plan plan -> plan(account, unit, plan, caller);
            case UnitKey.KeyUnit unit
            when known instanceof Observed.Key key -> key(account, unit, desired, key, caller);
            default -> throw new IllegalArgumentException(desired.unit().text() + " is not " + known);
        };
    }

    private String policyArn(Accounts.Account account, UnitKey.PolicyUnit unit) {
        return naming.policyArn(
                account.partition(), unit.accountId(), naming.policyName(unit.namespace(), unit.principal()));
    }

    private String claimArn(Accounts.Account account) {
        return naming.policyArn(account.partition(), account.accountId(), naming.claimName());
    }

    private Observed policy(Accounts.Account account, UnitKey unit, String arn, Caller caller)
            throws InterruptedException {
        var iam = account.access().iam();
        var head = call(account, Operation.GET_POLICY, caller, () -> iam.getPolicy(arn));
        if (head.isEmpty()) {
            return new Observed.Policy(Optional.empty());
        }
        var description = head.get().description();
        var ours = unit instanceof UnitKey.PolicyUnit policy
                ? naming.policyUnit(unit.accountId(), description)
                        .filter(policy::equals)
                        .isPresent()
                : naming.claimFingerprint(description).isPresent();
        if (!ours) {
            throw new ForeignThing("policy " + arn + " exists and does not bear our mark (its description is '"
                    + description + "'): delete or rename it");
        }
        return new Observed.Policy(Optional.of(existing(account, head.get(), caller)));
    }

    private ExistingPolicy existing(Accounts.Account account, IamPort.PolicyHead head, Caller caller)
            throws InterruptedException {
        var iam = account.access().iam();
        var version = head.defaultVersionId();
        var document =
                call(account, Operation.GET_POLICY_VERSION, caller, () -> iam.getPolicyVersion(head.arn(), version));
        var versions = call(account, Operation.LIST_POLICY_VERSIONS, caller, () -> iam.listPolicyVersions(head.arn()));
        var attached = all(
                account,
                "",
                Operation.LIST_ENTITIES_FOR_POLICY,
                caller,
                marker -> iam.listEntitiesForPolicy(head.arn(), marker));
        var name = head.arn().substring(head.arn().lastIndexOf('/') + 1);
        return new ExistingPolicy(
                head.arn(),
                head.policyId(),
                version,
                versions.stream().filter(id -> !id.equals(version)).toList(),
                new ManagedPolicy(
                        naming.policyPath(),
                        name,
                        head.description(),
                        document.orElse(null),
                        new TreeSet<PrincipalRef>(attached)));
    }

    private Observed plan(Accounts.Account account, UnitKey.PlanUnit unit, Observed.Plan known, Caller caller)
            throws InterruptedException {
        var gateway = account.access().gateway(unit.region());
        var found = new ArrayList<ExistingPlan>();
        if (known.existing().isEmpty()) {
            // Names are not unique: only the whole list tells whether a create that nobody answered had an effect.
            for (var plan : all(account, unit.region(), Operation.GET_USAGE_PLANS, caller, gateway::getUsagePlans)) {
                if (naming.planUnit(unit.accountId(), unit.region(), plan.plan())
                        .filter(unit::equals)
                        .isPresent()) {
                    found.add(plan);
                }
            }
        }
        for (var one : known.existing()) {
            var tagged = accounts.call(
                    account, unit.region(), Operation.GET_USAGE_PLAN, caller, () -> gateway.getUsagePlan(one.id()));
            if (tagged.isPresent()) {
                prove(
                        "usage plan " + one.id(),
                        tagged.get().tags(),
                        "ApiRateLimit/" + unit.namespace() + "/" + unit.name());
                found.add(tagged.get().value());
            }
        }
        found.sort(Comparator.comparing(ExistingPlan::id));
        return new Observed.Plan(found);
    }

    private Observed key(
            Accounts.Account account, UnitKey.KeyUnit unit, Desired desired, Observed.Key known, Caller caller)
            throws InterruptedException {
        var gateway = account.access().gateway(unit.region());
        var found = new ArrayList<ExistingKey>();
        var listed = new ArrayList<ExistingKey>();
        if (known.existing().isEmpty() || isMissing(desired, known)) {
            // Names are not unique here either.
            for (var key : all(account, unit.region(), Operation.GET_API_KEYS, caller, gateway::getApiKeys)) {
                if (naming.keyUnit(unit.accountId(), unit.region(), key.key())
                        .filter(unit::equals)
                        .filter(_ -> known.existing().stream()
                                .noneMatch(one -> one.id().equals(key.id())))
                        .isPresent()) {
                    listed.add(key);
                }
            }
        }
        for (var one : Stream.concat(known.existing().stream(), listed.stream()).toList()) {
            var tagged = accounts.call(
                    account, unit.region(), Operation.GET_API_KEY, caller, () -> gateway.getApiKey(one.id()));
            if (tagged.isPresent()) {
                prove(
                        "API key " + one.id(),
                        tagged.get().tags(),
                        "ApiKeyGrant/" + unit.namespace() + "/" + unit.name());
                found.add(tagged.get().value().withTags(tagged.get().tags()));
            }
        }
        found.sort(Comparator.comparing(ExistingKey::id));
        var complete = new ArrayList<ExistingKey>();
        for (var one : found) {
            var plans = all(
                    account,
                    unit.region(),
                    Operation.GET_USAGE_PLANS,
                    caller,
                    position -> gateway.getUsagePlansOfKey(one.id(), position));
            ApiKey key = one.key();
            complete.add(new ExistingKey(one.id(), key.withPlanIds(new TreeSet<>(plans)), one.tags()));
        }
        return new Observed.Key(complete);
    }

    private static boolean isMissing(Desired desired, Observed.Key known) {
        return desired instanceof Desired.Key key
                && KeyMatches.of(key, known).existing().stream().anyMatch(Optional::isEmpty);
    }

    /** Tags may have been removed by hand; tags of somebody else are proof that the thing is not ours. */
    private void prove(String thing, Map<String, String> tags, String owner) {
        if (tags.containsKey(Naming.TAG_OWNER) && !naming.ours(tags, owner)) {
            throw new ForeignThing(thing + " bears the tags of " + tags.get(Naming.TAG_OWNER) + " in cluster "
                    + tags.get(Naming.TAG_CLUSTER) + ": it is left alone");
        }
    }

    private <T> T call(
            Accounts.Account account, Operation operation, Caller caller, java.util.function.Supplier<T> call)
            throws InterruptedException {
        return accounts.call(account, "", operation, caller, call);
    }

    private <T> List<T> all(
            Accounts.Account account,
            String region,
            Operation operation,
            Caller caller,
            Function<@Nullable String, Page<T>> page)
            throws InterruptedException {
        return Pages.all(accounts, account, region, operation, caller, page, MOST_PAGES);
    }
}
