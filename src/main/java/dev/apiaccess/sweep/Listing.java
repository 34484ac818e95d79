// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.DeploymentArchive;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.IamPort.AccountDetails;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lists an account in bulk: IAM in pages of a thousand, API Gateway in pages of five hundred, one call per plan for its keys. */
public final class Listing {

    private static final int MOST_PAGES = 500;

    private final Accounts accounts;
    private final Naming naming;
    private final Supplier<Instant> moments;
    private final Function<UnitKey, Set<String>> ids;
    /** Descriptions that had to be read one by one, by account and PolicyId. */
    private final Map<String, Map<String, String>> descriptions = new ConcurrentHashMap<>();

    private final StrayPlans strays;
    private final ProtectedApis protection;

    /** A listing that carries nothing over. */
    public Listing(Accounts accounts, Naming naming, Supplier<Instant> moments, Function<UnitKey, Set<String>> ids) {
        this(accounts, naming, moments, ids, unit -> new View.Known(unit.nothing(), Instant.MIN, false));
    }

    /** One that keeps nothing of deployments. */
    Listing(
            Accounts accounts,
            Naming naming,
            Supplier<Instant> moments,
            Function<UnitKey, Set<String>> ids,
            Function<UnitKey, View> view) {
        this(accounts, naming, moments, ids, view, DeploymentArchive.NONE);
    }

    /**
     * @param moments the clock of {@code World}
     * @param ids ids of things that are known to belong to a unit, under any name
     * @param view what is known of a unit now, our own writes included
     * @param archive where it is kept what deployments of ours have
     */
    Listing(
            Accounts accounts,
            Naming naming,
            Supplier<Instant> moments,
            Function<UnitKey, Set<String>> ids,
            Function<UnitKey, View> view,
            DeploymentArchive archive) {
        this.accounts = accounts;
        this.naming = naming;
        this.moments = moments;
        this.ids = ids;
        strays = new StrayPlans(accounts, naming);
        protection = new ProtectedApis(accounts, naming, view, archive);
    }

    /** Drops what is remembered of regions of an account that are no longer swept. */
    void keepRegions(String accountId, Collection<String> regions) {
        protection.keepRegions(accountId, regions);
    }

    /** Whether protected APIs of an account wait for their turn to be read. */
    boolean waits(String accountId) {
        return protection.waits(accountId);
    }

    /** Plans that only their tags show to be ours. */
    StrayPlans strays() {
        return strays;
    }

    public IamSlice iam(Accounts.Account account) throws InterruptedException {
        return iam(account, _ -> {});
    }

    /** @param pages what else looks at the pages of the listing */
    IamSlice iam(Accounts.Account account, Consumer<AccountDetails> pages) throws InterruptedException {
        var beganAt = moments.get();
        var policies = new HashMap<String, ExistingPolicy>();
        var attachments = new HashMap<PrincipalRef, Set<String>>();
        var ids = new HashMap<String, String>();
        var policyIds = new HashSet<String>();
        String marker = null;
        for (var page = 0; ; page++) {
            if (page == MOST_PAGES) {
                throw new AwsFailure(
                        AwsFailure.Kind.LIMIT_EXCEEDED,
                        Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS,
                        "TooManyPages",
                        "more than " + MOST_PAGES + " pages",
                        null,
                        null);
            }
            var at = marker;
            var details = accounts.call(
                    account,
                    "",
                    Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS,
                    Caller.SWEEP,
                    () -> account.access().iam().accountDetails(at));
            pages.accept(details);
            for (var policy : details.policies()) {
                policies.put(policy.arn(), described(account, policy));
                policyIds.add(policy.policyId());
            }
            attachments.putAll(details.attachments());
            details.ids().forEach((principal, id) -> ids.put(principal.identity(), id));
            marker = details.next();
            if (marker == null) {
                break;
            }
        }
        known(account.accountId()).keySet().retainAll(policyIds);
        var quotas = accounts.call(
                account,
                "",
                Operation.GET_ACCOUNT_SUMMARY,
                Caller.SWEEP,
                () -> account.access().iam().accountQuotas());
        return slice(account.accountId(), beganAt, policies, attachments, ids, quotas);
    }

    private IamSlice slice(
            String accountId,
            Instant beganAt,
            Map<String, ExistingPolicy> policies,
            Map<PrincipalRef, Set<String>> attachments,
            Map<String, String> principalIds,
            AccountQuotas quotas) {
        var attachedTo = new HashMap<String, TreeSet<PrincipalRef>>();
        attachments.forEach((principal, arns) -> arns.forEach(
                arn -> attachedTo.computeIfAbsent(arn, _ -> new TreeSet<>()).add(principal)));
        var owned = new HashMap<UnitKey.PolicyUnit, ExistingPolicy>();
        Optional<ExistingPolicy> claim = Optional.empty();
        var strangers = new HashMap<String, String>();
        for (var policy : policies.values()) {
            if (!policy.policy().path().equals(naming.policyPath())) {
                if (Naming.maybePolicyName(policy.policy().name())) {
                    strangers.put(policy.policy().name().toLowerCase(Locale.ROOT), policy.arn());
                }
                continue;
            }
            var complete = new ExistingPolicy(
                    policy.arn(),
                    policy.policyId(),
                    policy.defaultVersionId(),
                    policy.otherVersionIds(),
                    policy.policy().withAttachedTo(attachedTo.getOrDefault(policy.arn(), new TreeSet<>())));
            if (policy.policy().name().equals(naming.claimName())) {
                claim = Optional.of(complete);
            } else {
                // A description can be written by anyone, and only the unit's own name is looked up before a write or a
                // deletion.
                naming.policyUnit(accountId, policy.policy().description())
                        .filter(unit -> policy.policy()
                                .name()
                                .equalsIgnoreCase(naming.policyName(unit.namespace(), unit.principal())))
                        .ifPresent(unit -> owned.put(unit, complete));
            }
        }
        var principals = new HashMap<String, PrincipalRef>();
        var counts = new HashMap<String, Integer>();
        attachments.forEach((principal, arns) -> {
            principals.put(principal.identity(), principal);
            counts.put(principal.identity(), arns.size());
        });
        return new IamSlice(accountId, beganAt, owned, principals, principalIds, counts, quotas, claim, strangers);
    }

    private Map<String, String> known(String accountId) {
        return descriptions.computeIfAbsent(accountId, _ -> new ConcurrentHashMap<>());
    }

    /** Drops what is remembered of an account that is no longer swept. */
    void forget(String accountId) {
        strays.forget(accountId);
        protection.forget(accountId);
        descriptions.remove(accountId);
    }

    /** Some servers leave descriptions out of the bulk list. A description never changes, so one read for each policy is enough. */
    private ExistingPolicy described(Accounts.Account account, ExistingPolicy policy) throws InterruptedException {
        if (!policy.policy().description().isEmpty() || !policy.policy().path().equals(naming.policyPath())) {
            return policy;
        }
        var all = known(account.accountId());
        var known = all.get(policy.policyId());
        if (known == null) {
            known = accounts.call(
                            account,
                            "",
                            Operation.GET_POLICY,
                            Caller.SWEEP,
                            () -> account.access().iam().getPolicy(policy.arn()))
                    .map(IamPort.PolicyHead::description)
                    .orElse("");
            all.put(policy.policyId(), known);
        }
        var found = policy.policy();
        return new ExistingPolicy(
                policy.arn(),
                policy.policyId(),
                policy.defaultVersionId(),
                policy.otherVersionIds(),
                new ManagedPolicy(found.path(), found.name(), known, found.document(), found.attachedTo()));
    }

    /**
     * @param expected units that objects are known to have: their things are recognized by id and by name where the mark was edited away
     */
    public GatewaySlice gateway(
            Accounts.Account account, String region, Set<String> apisOfInterest, Collection<UnitKey> expected)
            throws InterruptedException {
        return gateway(account, region, apisOfInterest, expected, (_, _) -> List.of(), ProtectionWish.NONE);
    }

    /**
     * The listing with the APIs that objects protect.
     *
     * @param kept the values to compare with what AWS shows of the keys of a unit, by id
     */
    GatewaySlice gateway(
            Accounts.Account account,
            String region,
            Set<String> apisOfInterest,
            Collection<UnitKey> expected,
            BiFunction<UnitKey.ApiKeyUnit, String, List<KeptValues.Kept>> kept,
            ProtectionWish protects)
            throws InterruptedException {
        var beganAt = moments.get();
        var plansByName = new HashMap<String, UnitKey.UsagePlanUnit>();
        var keysByName = new HashMap<String, UnitKey.ApiKeyUnit>();
        var plansById = new HashMap<String, UnitKey.UsagePlanUnit>();
        var keysById = new HashMap<String, UnitKey.ApiKeyUnit>();
        for (var unit : expected) {
            if (unit instanceof UnitKey.UsagePlanUnit plan && plan.region().equals(region)) {
                plansByName.put(naming.planName(plan.namespace(), plan.name()), plan);
                ids.apply(plan).forEach(id -> plansById.put(id, plan));
            } else if (unit instanceof UnitKey.ApiKeyUnit key && key.region().equals(region)) {
                keysByName.put(Naming.withoutRevision(naming.keyName(key.namespace(), key.name(), 1)), key);
                ids.apply(key).forEach(id -> keysById.put(id, key));
            }
        }
        var gateway = account.access().gateway(region);
        var apis = Pages.all(
                accounts, account, region, Operation.GET_REST_APIS, Caller.SWEEP, gateway::getRestApis, MOST_PAGES);
        var stages = new HashMap<String, Map<String, ShownStage>>();
        var shown = new HashMap<String, ListedApi>();
        for (var listed : apis) {
            var id = listed.api().id();
            if (apisOfInterest.contains(id)) {
                shown.put(id, listed);
                stages.put(
                        id,
                        accounts.call(
                                account, region, Operation.GET_STAGES, Caller.SWEEP, () -> gateway.getStages(id)));
            }
        }
        var plans = new HashMap<UnitKey.UsagePlanUnit, List<ExistingPlan>>();
        var allPlans = Pages.all(
                accounts, account, region, Operation.GET_USAGE_PLANS, Caller.SWEEP, gateway::getUsagePlans, MOST_PAGES);
        var unmarked = new ArrayList<String>();
        for (var plan : allPlans) {
            var unit = Optional.ofNullable(plansById.get(plan.id()))
                    .or(() -> naming.planUnit(account.accountId(), region, plan.plan()))
                    .or(() -> Optional.ofNullable(plansByName.get(plan.plan().name())));
            if (unit.isEmpty()) {
                unmarked.add(plan.id());
            }
            unit.or(() -> strays.owner(account.accountId(), region, plan.id()))
                    .ifPresent(one ->
                            plans.computeIfAbsent(one, _ -> new ArrayList<>()).add(plan));
        }
        strays.listed(account.accountId(), region, unmarked);
        // Stored values are compared with keys of the same grant only: otherwise a guess could be tried on other
        // grants' keys.
        KeptValues compared = (id, name) -> Optional.ofNullable(keysByName.get(Naming.withoutRevision(name)))
                .map(unit -> kept.apply(unit, id))
                .orElse(List.of());
        var plansOfKey = new HashMap<String, TreeSet<String>>();
        for (var existing : plans.values()) {
            for (var plan : existing) {
                for (var keyId : Pages.all(
                        accounts,
                        account,
                        region,
                        Operation.GET_USAGE_PLAN_KEYS,
                        Caller.SWEEP,
                        position -> gateway.getUsagePlanKeys(plan.id(), position, compared),
                        MOST_PAGES)) {
                    plansOfKey.computeIfAbsent(keyId, _ -> new TreeSet<>()).add(plan.id());
                }
            }
        }
        var keys = new HashMap<UnitKey.ApiKeyUnit, List<ExistingKey>>();
        var foreign = new HashMap<String, Set<String>>();
        var allKeys = Pages.all(
                accounts, account, region, Operation.GET_API_KEYS, Caller.SWEEP, gateway::getApiKeys, MOST_PAGES);
        for (var key : allKeys) {
            var complete = new ExistingKey(
                    key.id(), key.key().withPlanIds(plansOfKey.getOrDefault(key.id(), new TreeSet<>())));
            Optional.ofNullable(keysById.get(key.id()))
                    .or(() -> naming.keyUnit(account.accountId(), region, key.key()))
                    .or(() -> Optional.ofNullable(
                            keysByName.get(Naming.withoutRevision(key.key().name()))))
                    .ifPresentOrElse(
                            unit -> keys.computeIfAbsent(unit, _ -> new ArrayList<>())
                                    .add(complete),
                            () -> complete.key()
                                    .planIds()
                                    .forEach(plan -> foreign.computeIfAbsent(plan, _ -> new TreeSet<>())
                                            .add(key.key().name() + " " + key.id())));
        }
        var byId = new HashMap<String, ListedApi>();
        apis.forEach(listed -> byId.put(listed.api().id(), listed));
        // Last: what objects protect takes most calls, and the rest is not to age meanwhile.
        var part = protection.read(account, region, byId, stages, protects);
        part.apis().forEach((unit, read) -> shown.put(unit.apiId(), read.listed()));
        plans.values().forEach(list -> list.sort(Comparator.comparing(ExistingPlan::id)));
        keys.values().forEach(list -> list.sort(Comparator.comparing(ExistingKey::id)));
        return new GatewaySlice(
                account.accountId(),
                region,
                beganAt,
                apis.stream().map(ListedApi::api).toList(),
                shown,
                stages,
                part,
                plans,
                keys,
                foreign,
                allPlans.size(),
                allKeys.size());
    }
}
