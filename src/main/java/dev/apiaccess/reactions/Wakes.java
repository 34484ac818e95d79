// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.TargetsApi;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Places;
import dev.apiaccess.intent.ProtectionIntents;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.status.ReadTimes;
import dev.apiaccess.turns.Urgency;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Wakes the objects that a change concerns. Waking one too many costs a comparison, one too few a wait. */
public final class Wakes {

    private final ObjectStore objects;
    private final Consumer<HasMetadata> wake;
    private final Consumer<HasMetadata> hasten;

    /** @param hasten makes the next reconcile of an object as urgent as a revocation */
    public Wakes(ObjectStore objects, Consumer<HasMetadata> wake, Consumer<HasMetadata> hasten) {
        this.objects = objects;
        this.wake = wake;
        this.hasten = hasten;
    }

    public void everything() {
        objects.all().forEach(wake);
    }

    public void connection(String name) {
        objects.connections().stream()
                .filter(connection -> connection.getMetadata().getName().equals(name))
                .forEach(wake);
    }

    /** The connections to an account. */
    void connectionsTo(String accountId) {
        to(accountId).forEach(wake);
    }

    /** Connections whose status says that their account was not swept in time. */
    void overdue(String accountId) {
        to(accountId)
                .filter(connection -> ReadTimes.toldOverdue(connection.getStatus()))
                .forEach(wake);
    }

    private Stream<AwsConnection> to(String accountId) {
        return objects.connections().stream()
                .filter(connection -> connection.getSpec().accountId().equals(accountId));
    }

    /** Objects found to need a reconcile. */
    void found(List<HasMetadata> restless) {
        restless.forEach(wake);
    }

    /** Every object that uses a connection or may come to use it. An object bound to another connection stays bound. */
    public void usersOf(String connection) {
        users(connection).forEach(wake);
    }

    /** The same for an edited connection: it may admit less, so objects with something in AWS go before the rest. */
    public void usersOfEdited(String connection) {
        users(connection).forEach(this::wakeSoon);
    }

    private Stream<? extends CustomResource<?, ? extends ObjectStatus>> users(String connection) {
        return objects.bound().filter(object -> {
            ObjectStatus status = object.getStatus();
            return status == null || status.connection() == null || connection.equals(status.connection());
        });
    }

    /** All objects of a namespace, whose labels select the tenant that admits them: it may be another one now, or none. */
    void namespace(String namespace) {
        objects.bound()
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
                .forEach(this::wakeSoon);
    }

    private void wakeSoon(HasMetadata object) {
        if (Urgency.bound(object)) {
            hasten.accept(object);
        }
        wake.accept(object);
    }

    /**
     * The labels or annotations of a namespace changed. Does nothing before the caches are complete: then all objects are reconciled
     * anyway.
     */
    public void relabelled(String namespace) {
        if (objects.complete()) {
            namespace(namespace);
        }
    }

    /** Our Secret of a grant changed. */
    public void keyChanged(String namespace, String grant) {
        if (objects.complete()) {
            objects.grant(namespace, grant).ifPresent(wake);
        }
    }

    /** A Secret with imported values changed. */
    public void sourceChanged(String namespace, String secret) {
        if (objects.complete()) {
            objects.grantsImporting(namespace, secret).forEach(wake);
        }
    }

    /** A unit's outcome changed. That of a claim concerns every object of the account. */
    public void outcome(UnitKey unit) {
        if (unit instanceof UnitKey.ClaimUnit) {
            everything();
        } else {
            unit(unit);
        }
    }

    /** A tier has to note the usage of removed keys; grants with its other keys are not concerned. */
    public void carried(UnitKey unit) {
        if (unit instanceof UnitKey.UsagePlanUnit tier) {
            objects.limit(tier.namespace(), tier.name()).ifPresent(wake);
        } else {
            outcome(unit);
        }
    }

    public void unit(UnitKey unit) {
        switch (unit) {
            case UnitKey.PolicyUnit policy ->
                objects.policies(policy.namespace(), policy.principal()).stream()
                        .filter(one -> AccessIntents.mentions(one, policy.principal())
                                || (one.getStatus() != null
                                        && one.getStatus().policies().stream()
                                                .anyMatch(applied -> policy.principal()
                                                        .text()
                                                        .equals(applied.principal()))))
                        .forEach(wake);
            case UnitKey.UsagePlanUnit plan -> {
                objects.limit(plan.namespace(), plan.name()).ifPresent(wake);
                objects.grantsOf(plan.namespace(), plan.name()).forEach(wake);
                inConflict();
                withoutKeys();
            }
            case UnitKey.ApiKeyUnit key -> {
                objects.grant(key.namespace(), key.name()).ifPresent(grant -> {
                    wake.accept(grant);
                    limitsOf(grant);
                });
                inConflict();
                withoutKeys();
            }
            case UnitKey.Owned owned -> objects.owner(owned.owner()).ifPresent(wake);
            case UnitKey.RestApiUnit api -> protectionsOf(api);
            case UnitKey.ClaimUnit _ -> objects.connections().forEach(wake);
        }
    }

    private void protectionsOf(UnitKey.RestApiUnit unit) {
        objects.protections().stream()
                .filter(one -> ProtectionIntents.noted(one, unit.accountId())
                        .filter(unit::equals)
                        .isPresent())
                .forEach(wake);
    }

    /** Protections that are about one of some APIs, by what their manifests say. */
    public void protectionsOf(Collection<? extends TargetsApi> apis) {
        objects.protections().stream()
                .filter(one -> apis.stream().anyMatch(api -> mayBeSame(one, api)))
                .forEach(wake);
    }

    /** One may name by id what the other names by name. */
    private static boolean mayBeSame(ApiProtection protection, TargetsApi api) {
        var target = protection.getSpec().api();
        var status = protection.getStatus();
        var found = status == null ? null : status.restApi();
        return api.restApiId() != null
                ? api.restApiId().equals(target.restApiId())
                        || (found != null && api.restApiId().equals(found.id()))
                : Objects.equals(api.restApiName(), target.restApiName())
                        || (found != null && Objects.equals(api.restApiName(), found.name()));
    }

    /** Protections that wait for a usage plan with an enabled key. */
    private void withoutKeys() {
        objects.protections().stream()
                .filter(one -> one.getStatus() != null
                        && one.getStatus().parts().stream()
                                .anyMatch(part -> Reason.NoPlanForStage.name().equals(part.reason())))
                .forEach(wake);
    }

    /** Rate limits that wait for a stage, which a key or another plan may just have left. */
    private void inConflict() {
        objects.limits().stream()
                .filter(limit -> limit.getStatus() != null
                        && StatusConditions.find(limit.getStatus().conditions(), ConditionType.Ready)
                                .filter(ready -> Reason.Conflict.name().equals(ready.getReason()))
                                .isPresent())
                .forEach(wake);
    }

    /** An object left a namespace: the one of each kind that waits longest for a place may have it. */
    public void place(String namespace) {
        for (var kind : Places.Kind.values()) {
            objects.neighbours(namespace).of(kind, false).stream()
                    .filter(Wakes::waitsForPlace)
                    .min(Places.OLDEST_FIRST)
                    .ifPresent(wake);
        }
    }

    private static boolean waitsForPlace(CustomResource<?, ? extends ObjectStatus> object) {
        var status = object.getStatus();
        return status != null
                && StatusConditions.find(status.conditions(), ConditionType.Accepted)
                        .filter(accepted -> Reason.LimitReached.name().equals(accepted.getReason()))
                        .isPresent();
    }

    public void grantsOf(ApiRateLimit limit) {
        objects.grantsOf(limit.getMetadata().getNamespace(), limit.getMetadata().getName())
                .forEach(wake);
    }

    /** The same for a rate limit that was edited or is deleted: it may admit less, so grants with a key go before the rest. */
    public void grantsOfEdited(ApiRateLimit limit) {
        objects.grantsOf(limit.getMetadata().getNamespace(), limit.getMetadata().getName())
                .forEach(this::wakeSoon);
    }

    public void limitsOf(ApiKeyGrant grant) {
        grant.getSpec()
                .rateLimits()
                .forEach(reference -> objects.limit(
                                Objects.requireNonNullElse(
                                        reference.namespace(),
                                        grant.getMetadata().getNamespace()),
                                reference.name())
                        .ifPresent(wake));
    }
}
