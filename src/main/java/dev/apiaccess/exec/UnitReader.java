// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.Page;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one unit directly: after an answer that left the effect open, before the first write to what is not proven, and right before
 * something is destroyed. Reads the tags on the way, which tell what is ours.
 */
final class UnitReader {

    private static final int MOST_PAGES = 200;

    /** So many of those that bear our mark and may be anybody's are read at one time. */
    private static final int MOST_UNREAD = 100;

    private final Accounts accounts;
    private final Naming naming;
    private final World world;

    UnitReader(Accounts accounts, Naming naming, World world) {
        this.accounts = accounts;
        this.naming = naming;
        this.world = world;
    }

    /**
     * @param sent a key that an import of ours may have made
     * @param doubted whether what is known may be wrong; otherwise only what is proven is read, and of the rest, of which others can make
     *     as much as they like, what is known stays
     * @throws ForeignThing when something else has the unit's name
     */
    Observed read(
            Accounts.Account account,
            Desired desired,
            Observed known,
            Optional<Change.CreateApiKey> sent,
            boolean doubted,
            Caller caller)
            throws InterruptedException {
        return switch (desired.unit()) {
            case UnitKey.PolicyUnit unit -> policy(account, unit, policyArn(account, unit), caller);
            case UnitKey.ClaimUnit unit -> policy(account, unit, claimArn(account), caller);
            case UnitKey.PlanUnit unit
            when known instanceof Observed.Plan plan -> plan(account, unit, plan, doubted, caller);
            case UnitKey.KeyUnit unit
            when known instanceof Observed.Key key -> key(account, unit, desired, key, sent, doubted, caller);
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
                        .filter(found -> found.namespace().equals(policy.namespace())
                                // IAM tells no letter case apart, and a description cannot follow a role that is made
                                // anew.
                                && found.principal()
                                        .identity()
                                        .equals(policy.principal().identity()))
                        .isPresent()
                : naming.claimFingerprint(description).isPresent();
        if (!ours) {
            throw Strangers.described(arn, description);
        }
        if (unit instanceof UnitKey.PolicyUnit
                && !world.knows(unit, head.get().policyId())
                && !naming.ours(head.get().tags(), unit)) {
            return new Observed.Policy(Optional.empty(), List.of(unproven(head.get())));
        }
        return new Observed.Policy(Optional.of(existing(account, head.get(), caller)));
    }

    /** What it says is not read: nothing is done to it. */
    private ExistingPolicy unproven(IamPort.PolicyHead head) {
        return new ExistingPolicy(
                        head.arn(),
                        head.policyId(),
                        head.defaultVersionId(),
                        List.of(),
                        new ManagedPolicy(naming.policyPath(), name(head), head.description(), null, new TreeSet<>()))
                .withTags(head.tags());
    }

    private static String name(IamPort.PolicyHead head) {
        return head.arn().substring(head.arn().lastIndexOf('/') + 1);
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
        return new ExistingPolicy(
                        head.arn(),
                        head.policyId(),
                        version,
                        versions.stream().filter(id -> !id.equals(version)).toList(),
                        new ManagedPolicy(
                                naming.policyPath(),
                                name(head),
                                head.description(),
                                document.orElse(null),
                                new TreeSet<PrincipalRef>(attached)))
                .withTags(head.tags());
    }

    private Observed plan(
            Accounts.Account account, UnitKey.PlanUnit unit, Observed.Plan known, boolean doubted, Caller caller)
            throws InterruptedException {
        var gateway = account.access().gateway(unit.region());
        var things = new ArrayList<>(Stream.concat(known.existing().stream(), known.others().stream())
                .toList());
        if (known.existing().isEmpty()) {
            // Names are not unique: only the whole list tells whether a create that nobody answered had an effect.
            for (var plan : all(account, unit.region(), Operation.GET_USAGE_PLANS, caller, gateway::getUsagePlans)) {
                if (marked(naming.planUnit(unit.accountId(), unit.region(), plan.plan()), unit, plan.id())
                        && things.stream().noneMatch(one -> one.id().equals(plan.id()))) {
                    things.add(plan);
                }
            }
        }
        var found = new ArrayList<ExistingPlan>();
        var unread = 0;
        for (var one : things) {
            if (!world.knows(unit, one.id()) && (!doubted || ++unread > MOST_UNREAD)) {
                found.add(one);
                continue;
            }
            var tagged = accounts.call(
                    account, unit.region(), Operation.GET_USAGE_PLAN, caller, () -> gateway.getUsagePlan(one.id()));
            if (tagged.isPresent()) {
                prove("usage plan", one.id(), tagged.get().tags(), unit);
                found.add(tagged.get().value().withTags(tagged.get().tags()));
            }
        }
        return new Observed.Plan(found);
    }

    private Observed key(
            Accounts.Account account,
            UnitKey.KeyUnit unit,
            Desired desired,
            Observed.Key known,
            Optional<Change.CreateApiKey> sent,
            boolean doubted,
            Caller caller)
            throws InterruptedException {
        var gateway = account.access().gateway(unit.region());
        var things = new ArrayList<>(Stream.concat(known.existing().stream(), known.others().stream())
                .toList());
        if (known.existing().isEmpty() || isMissing(desired, known)) {
            // Names are not unique here either.
            for (var key : all(account, unit.region(), Operation.GET_API_KEYS, caller, gateway::getApiKeys)) {
                if (marked(naming.keyUnit(unit.accountId(), unit.region(), key.key()), unit, key.id())
                        && things.stream().noneMatch(one -> one.id().equals(key.id()))) {
                    things.add(key);
                }
            }
        }
        var complete = new ArrayList<ExistingKey>();
        var unread = 0;
        for (var one : things) {
            if (!world.knows(unit, one.id()) && (!doubted || ++unread > MOST_UNREAD)) {
                complete.add(one);
                continue;
            }
            var tagged = accounts.call(
                    account, unit.region(), Operation.GET_API_KEY, caller, () -> gateway.getApiKey(one.id()));
            if (tagged.isEmpty()) {
                continue;
            }
            var tags = tagged.get().tags();
            prove("API key", one.id(), tags, unit);
            var key = tagged.get().value().withTags(tags);
            if (!world.knows(unit, one.id())
                    && sent.filter(made -> isIt(made, one, tags)).isPresent()) {
                var value = sent.get().value().read();
                if (value.isPresent()
                        && accounts.call(
                                account,
                                unit.region(),
                                Operation.GET_API_KEY,
                                caller,
                                () -> gateway.hasValue(one.id(), value.get()))) {
                    world.made(unit, one.id());
                }
            }
            if (!world.knows(unit, one.id()) && !naming.ours(tags, unit)) {
                // Nothing is taken from it, so it does not matter where it is.
                complete.add(key.withKey(key.key().withPlanIds(one.key().planIds())));
                continue;
            }
            var plans = all(
                    account,
                    unit.region(),
                    Operation.GET_USAGE_PLANS,
                    caller,
                    position -> gateway.getUsagePlansOfKey(one.id(), position));
            complete.add(key.withKey(key.key().withPlanIds(new TreeSet<>(plans))));
        }
        return new Observed.Key(complete);
    }

    /** Whether a key may be the one that was imported, which bears no tags. */
    private static boolean isIt(Change.CreateApiKey sent, ExistingKey found, Map<String, String> tags) {
        return sent.key().name().equals(found.key().name()) && !tags.containsKey(Naming.TAG_OWNER);
    }

    /** Whether a thing is found as the unit's: by its mark, or because its id is known. */
    private boolean marked(Optional<? extends UnitKey> mark, UnitKey unit, String id) {
        return mark.filter(unit::equals).isPresent() || world.knows(unit, id);
    }

    private static boolean isMissing(Desired desired, Observed.Key known) {
        return desired instanceof Desired.Key key
                && KeyMatches.of(key, known).existing().stream().anyMatch(Optional::isEmpty);
    }

    /** Tags may have been removed by hand; what was ours and bears those of somebody else now is left alone. */
    private void prove(String thing, String id, Map<String, String> tags, UnitKey unit) {
        if (world.knows(unit, id) && tags.containsKey(Naming.TAG_OWNER) && !naming.ours(tags, unit)) {
            throw Strangers.ofAnother(
                    thing, id, tags.get(Naming.TAG_OWNER), String.valueOf(tags.get(Naming.TAG_CLUSTER)));
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
