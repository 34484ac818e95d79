// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.GrantState;
import dev.apiaccess.api.KeyValueSource;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.RateLimitRef;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Checks an ApiKeyGrant, in the order of the methods of {@link #of}. */
public final class KeyIntents {

    private KeyIntents() {}

    /**
     * A rate limit that a grant names, with its own verdict; empty when there is no such object.
     *
     * @param ahead how many other grants of the namespace have a key there, or come first
     */
    public record Referenced(
            RateLimitRef reference, Optional<ApiRateLimit> limit, Optional<Verdict<UsagePlanIntent>> plan, int ahead) {}

    /**
     * Checks a grant.
     *
     * @param home region in which AWS has a key of the grant; empty while it has none
     */
    public static Verdict<KeyIntent> of(
            ApiKeyGrant grant, List<Referenced> referenced, Surroundings around, Optional<String> home) {
        var status = grant.getStatus();
        var bound = status == null ? null : status.connection();
        return Unknowns.none(grant.getSpec())
                .then(_ -> named(grant))
                .then(_ -> Bindings.of(grant.getSpec(), bound, around))
                .then(binding -> mayAsk(grant, binding)
                        .then(tenant -> tiers(grant, referenced, around, binding)
                                .then(tiers -> region(tiers, home)
                                        .then(region -> disjoint(tiers.plans())
                                                .then(_ -> Rotations.of(grant)
                                                        .then(rotation -> Verdict.wanted(new KeyIntent(
                                                                owner(grant),
                                                                Objects.requireNonNullElse(
                                                                        grant.getMetadata()
                                                                                .getUid(),
                                                                        ""),
                                                                binding.connectionName(),
                                                                tenant,
                                                                binding.accountId(),
                                                                region,
                                                                grant.getSpec().state() != GrantState.Disabled,
                                                                tiers.plans().stream()
                                                                        .map(KeyIntents::unit)
                                                                        .toList(),
                                                                tiers.missing(binding.accountId(), region),
                                                                rotation,
                                                                Optional.ofNullable(grant.getSpec()
                                                                                .valueFrom())
                                                                        .map(KeyValueSource::secretKeyRef)))))))));
    }

    private static UnitKey.UsagePlanUnit unit(UsagePlanIntent plan) {
        return new UnitKey.UsagePlanUnit(
                plan.accountId(),
                plan.region(),
                plan.owner().namespace(),
                plan.owner().name());
    }

    public static OwnerRef owner(ApiKeyGrant grant) {
        return new OwnerRef(
                "ApiKeyGrant",
                grant.getMetadata().getNamespace(),
                grant.getMetadata().getName());
    }

    private static Verdict<Tenant> mayAsk(ApiKeyGrant grant, Binding binding) {
        var may = EnumSet.of(Permission.Key);
        if (grant.getSpec().valueFrom() != null) {
            may.add(Permission.ImportKey);
        }
        return Admission.admit(
                binding, Admission.Request.of(may), grant, tenant -> SecretShapes.refusal(tenant, grant));
    }

    /** The operator keeps the keys of all grants of a namespace in Secrets with this suffix. */
    private static Verdict<ApiKeyGrant> named(ApiKeyGrant grant) {
        var name = grant.getSpec().secret().name();
        var status = grant.getStatus();
        return name.endsWith("-apiaccess") && (status == null || !name.equals(status.secretName()))
                ? Verdict.rejected(
                        Reason.Invalid,
                        "spec.secret.name " + name + " ends with -apiaccess, as the Secrets do in which keys are kept:"
                                + " make the grant anew with another name there")
                : Verdict.wanted(grant);
    }

    /**
     * Whether the owner of a tier admits grants of a namespace.
     *
     * @param labels of the namespace
     */
    public static boolean consents(ApiRateLimit limit, String namespace, Map<String, String> labels) {
        var selector = limit.getSpec().consumers();
        return namespace.equals(limit.getMetadata().getNamespace())
                || (selector != null && Selectors.selects(selector, labels));
    }

    /**
     * The resolved rate limits that a grant names.
     *
     * @param missing those that are left out, by namespace and name
     */
    private record Tiers(List<UsagePlanIntent> plans, SequencedMap<OwnerRef, LeftOut> missing) {

        List<KeyIntent.MissingTier> missing(String accountId, String region) {
            return missing.entrySet().stream()
                    .map(one -> new KeyIntent.MissingTier(
                            new UnitKey.UsagePlanUnit(
                                    accountId,
                                    region,
                                    one.getKey().namespace(),
                                    one.getKey().name()),
                            one.getValue()))
                    .toList();
        }
    }

    /** A tier that is named with and without its namespace is one tier. */
    private static Verdict<Tiers> tiers(
            ApiKeyGrant grant, List<Referenced> referenced, Surroundings around, Binding binding) {
        var plans = new ArrayList<UsagePlanIntent>();
        var missing = new LinkedHashMap<OwnerRef, LeftOut>();
        for (var one : referenced) {
            var tier = tier(grant, one);
            if (missing.containsKey(tier)
                    || plans.stream().anyMatch(known -> known.owner().equals(tier))) {
                continue;
            }
            switch (plan(grant, one, around)) {
                case Verdict.Rejected<UsagePlanIntent> rejected -> missing.put(tier, LeftOut.of(rejected));
                case Verdict.Wanted<UsagePlanIntent>(var plan) -> {
                    plans.add(plan);
                    var misplaced = KeyIntents.<Tiers>misplaced(plan, plans.getFirst(), binding);
                    if (misplaced.isPresent()) {
                        return misplaced.get();
                    }
                }
            }
        }
        return Verdict.wanted(new Tiers(plans, missing));
    }

    private static OwnerRef tier(ApiKeyGrant grant, Referenced one) {
        return new OwnerRef(
                "ApiRateLimit",
                Objects.requireNonNullElse(
                        one.reference().namespace(), grant.getMetadata().getNamespace()),
                one.reference().name());
    }

    private static Verdict<UsagePlanIntent> plan(ApiKeyGrant grant, Referenced one, Surroundings around) {
        return consent(grant, one, around).then(_ -> place(grant, one)).then(_ -> plan(grant, one));
    }

    private static <T> Optional<Verdict<T>> misplaced(UsagePlanIntent plan, UsagePlanIntent first, Binding binding) {
        if (!plan.connection().equals(binding.connectionName())) {
            return Optional.of(Verdict.rejected(
                    Reason.CrossConnection,
                    "ApiRateLimit " + plan.owner().namespacedName() + " uses AwsConnection " + plan.connection()
                            + ", this grant uses " + binding.connectionName()
                            + ": a key lies in one account, name rate limits of " + binding.connectionName()));
        }
        return plan.region().equals(first.region())
                ? Optional.empty()
                : Optional.of(Verdict.rejected(
                        Reason.Invalid,
                        "the rate limits lie in several regions: make one ApiKeyGrant for each region"));
    }

    /**
     * The region of the key. Where no tier can be had no key is made, and an existing one lives on, unless a tier does not admit it or
     * has no place for it: then the grant is rejected.
     */
    private static Verdict<String> region(Tiers tiers, Optional<String> home) {
        if (!tiers.plans().isEmpty()) {
            return Verdict.wanted(tiers.plans().getFirst().region());
        }
        var refused = Stream.of(Reason.RefNotPermitted, Reason.LimitReached)
                .flatMap(reason -> tiers.missing().values().stream().filter(why -> why.reason() == reason))
                .findFirst();
        return refused.isEmpty() && home.isPresent()
                ? Verdict.wanted(home.get())
                : refused.orElseGet(() -> tiers.missing().firstEntry().getValue())
                        .rejected();
    }

    /** A tier of another namespace has to select this one; only then is its existence revealed. */
    private static Verdict<ApiKeyGrant> consent(ApiKeyGrant grant, Referenced one, Surroundings around) {
        var namespace = Objects.requireNonNullElse(one.reference().namespace(), around.namespace());
        return namespace.equals(around.namespace())
                        || one.limit()
                                .map(limit -> consents(limit, around.namespace(), around.labels()))
                                .orElse(false)
                ? Verdict.wanted(grant)
                : Verdict.waiting(
                        Reason.RefNotPermitted,
                        "ApiRateLimit " + namespace + "/" + one.reference().name()
                                + " does not exist or does not admit namespace " + around.namespace()
                                + ": its owner selects the namespace in spec.consumers");
    }

    /** A tier may limit the keys of a namespace; the newest grants wait. */
    private static Verdict<ApiKeyGrant> place(ApiKeyGrant grant, Referenced one) {
        var most =
                one.limit().map(limit -> limit.getSpec().maxKeysPerNamespace()).orElse(null);
        if (most == null || one.ahead() < most) {
            return Verdict.wanted(grant);
        }
        var namespace = grant.getMetadata().getNamespace();
        return Verdict.rejected(
                Reason.LimitReached,
                "ApiRateLimit " + tier(grant, one).namespacedName() + " gives namespace " + namespace + " " + most
                        + (most == 1 ? " key" : " keys") + " (maxKeysPerNamespace), and " + one.ahead()
                        + (one.ahead() == 1 ? " comes" : " come")
                        + " first: delete a grant that is not needed, or ask its owner for more");
    }

    private static Verdict<UsagePlanIntent> plan(ApiKeyGrant grant, Referenced one) {
        var name = tier(grant, one).namespacedName();
        if (one.limit().isEmpty() || one.plan().isEmpty()) {
            return Verdict.waiting(
                    Reason.TargetNotFound,
                    "there is no ApiRateLimit " + name + ": create it, or correct spec.rateLimits");
        }
        if (one.limit().get().isMarkedForDeletion()) {
            return Verdict.waiting(
                    Reason.TargetNotFound,
                    "ApiRateLimit " + name + " is being deleted: remove it from spec.rateLimits");
        }
        return switch (one.plan().get()) {
            case Verdict.Wanted<UsagePlanIntent> wanted -> wanted;
            case Verdict.Rejected<UsagePlanIntent> rejected ->
                Verdict.waiting(
                        Reason.Pending,
                        "ApiRateLimit " + name + " is not ready (" + rejected.reason()
                                + "): its conditions say what it waits for");
        };
    }

    /** AWS refuses a key in two plans of one stage: detected here, before half of it is written. */
    private static Verdict<List<UsagePlanIntent>> disjoint(List<UsagePlanIntent> plans) {
        var taken = new HashMap<String, UsagePlanIntent>();
        for (var plan : plans) {
            for (var stage : plan.resolved()) {
                var other = taken.put(stage.apiId() + ":" + stage.stage(), plan);
                if (other != null && !other.owner().equals(plan.owner())) {
                    return Verdict.rejected(
                            Reason.Conflict,
                            "ApiRateLimits " + other.owner().namespacedName() + " and "
                                    + plan.owner().namespacedName()
                                    + " both limit stage " + stage.stage() + " of API " + stage.apiName()
                                    + ": a key can be in one of them only, remove one from spec.rateLimits");
                }
            }
        }
        return Verdict.wanted(plans);
    }
}
