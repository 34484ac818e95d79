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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Checks an ApiKeyGrant, in the order of the methods of {@link #of}. */
public final class KeyIntents {

    private KeyIntents() {}

    /**
     * A rate limit that a grant names, with what it wants itself; empty when there is no such object.
     *
     * @param ahead how many other grants of the namespace have a key there, or come first
     */
    public record Referenced(
            RateLimitRef reference, Optional<ApiRateLimit> limit, Optional<Verdict<PlanIntent>> plan, int ahead) {}

    public static Verdict<KeyIntent> of(ApiKeyGrant grant, List<Referenced> referenced, Surroundings around) {
        var status = grant.getStatus();
        var bound = status == null ? null : status.connection();
        return Unknowns.none(grant.getSpec())
                .then(_ -> named(grant))
                .then(_ -> Bindings.of(grant.getSpec(), bound, around))
                .then(binding -> mayAsk(grant, binding)
                        .then(tenant -> consent(grant, referenced, around)
                                .then(_ -> place(grant, referenced))
                                .then(_ -> plans(grant, referenced, binding))
                                .then(plans -> disjoint(plans))
                                .then(plans -> Rotations.of(grant)
                                        .then(rotation -> Verdict.wanted(new KeyIntent(
                                                owner(grant),
                                                Objects.requireNonNullElse(
                                                        grant.getMetadata().getUid(), ""),
                                                binding.connectionName(),
                                                tenant,
                                                binding.accountId(),
                                                plans.getFirst().region(),
                                                grant.getSpec().state() != GrantState.Disabled,
                                                plans.stream()
                                                        .map(plan -> new UnitKey.PlanUnit(
                                                                plan.accountId(),
                                                                plan.region(),
                                                                plan.owner().namespace(),
                                                                plan.owner().name()))
                                                        .toList(),
                                                rotation,
                                                Optional.ofNullable(
                                                                grant.getSpec().valueFrom())
                                                        .map(KeyValueSource::secretKeyRef)))))));
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

    /** The operator keeps the keys of all grants of the namespace under such names. */
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

    /** A tier of another namespace has to select this one; whether it exists is told only then. */
    private static Verdict<ApiKeyGrant> consent(ApiKeyGrant grant, List<Referenced> referenced, Surroundings around) {
        for (var one : referenced) {
            var namespace = Objects.requireNonNullElse(one.reference().namespace(), around.namespace());
            if (namespace.equals(around.namespace())) {
                continue;
            }
            if (!one.limit()
                    .map(limit -> consents(limit, around.namespace(), around.labels()))
                    .orElse(false)) {
                return Verdict.waiting(
                        Reason.RefNotPermitted,
                        "ApiRateLimit " + namespace + "/" + one.reference().name()
                                + " does not exist or does not admit namespace " + around.namespace()
                                + ": its owner selects the namespace in spec.consumers");
            }
        }
        return Verdict.wanted(grant);
    }

    /** A tier may give a namespace so many keys; the newest grants wait. */
    private static Verdict<ApiKeyGrant> place(ApiKeyGrant grant, List<Referenced> referenced) {
        for (var one : referenced) {
            var most = one.limit()
                    .map(limit -> limit.getSpec().maxKeysPerNamespace())
                    .orElse(null);
            if (most != null && one.ahead() >= most) {
                var namespace = grant.getMetadata().getNamespace();
                return Verdict.rejected(
                        Reason.LimitReached,
                        "ApiRateLimit "
                                + Objects.requireNonNullElse(one.reference().namespace(), namespace) + "/"
                                + one.reference().name() + " gives namespace " + namespace + " " + most
                                + (most == 1 ? " key" : " keys") + " (maxKeysPerNamespace), and " + one.ahead()
                                + (one.ahead() == 1 ? " comes" : " come")
                                + " first: delete a grant that is not needed, or ask its owner for more");
            }
        }
        return Verdict.wanted(grant);
    }

    /** A tier that is named with and without its namespace is one tier. */
    private static Verdict<List<PlanIntent>> plans(ApiKeyGrant grant, List<Referenced> referenced, Binding binding) {
        var plans = new ArrayList<PlanIntent>();
        for (var one : referenced) {
            var name = Objects.requireNonNullElse(
                            one.reference().namespace(), grant.getMetadata().getNamespace())
                    + "/" + one.reference().name();
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
            switch (one.plan().get()) {
                case Verdict.Wanted<PlanIntent>(var plan) -> {
                    if (plans.stream().anyMatch(known -> known.owner().equals(plan.owner()))) {
                        continue;
                    }
                    plans.add(plan);
                }
                case Verdict.Rejected<PlanIntent> rejected -> {
                    return Verdict.waiting(
                            Reason.Pending,
                            "ApiRateLimit " + name + " is not ready (" + rejected.reason()
                                    + "): its conditions say what it waits for");
                }
            }
            var plan = plans.getLast();
            if (!plan.connection().equals(binding.connectionName())) {
                return Verdict.rejected(
                        Reason.CrossConnection,
                        "ApiRateLimit " + name + " uses AwsConnection " + plan.connection() + ", this grant uses "
                                + binding.connectionName() + ": a key lies in one account, name rate limits of "
                                + binding.connectionName());
            }
            if (!plan.region().equals(plans.getFirst().region())) {
                return Verdict.rejected(
                        Reason.Invalid, "the rate limits lie in several regions: make one ApiKeyGrant for each region");
            }
        }
        return Verdict.wanted(plans);
    }

    /** AWS refuses a key in two plans of one stage: found here, before half of it is written. */
    private static Verdict<List<PlanIntent>> disjoint(List<PlanIntent> plans) {
        var taken = new HashMap<String, PlanIntent>();
        for (var plan : plans) {
            for (var stage : plan.stages()) {
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
