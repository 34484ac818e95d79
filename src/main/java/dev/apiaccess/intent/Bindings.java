// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses the connection of an object. A bound object stays bound, so that a second connection never moves anything. */
public final class Bindings {

    private Bindings() {}

    /** @param bound the connection in the object's status, null when it was never bound */
    public static Verdict<Binding> of(CommonSpec spec, @Nullable String bound, Surroundings around) {
        return chosen(spec, bound, around).then(connection -> admitted(connection, around));
    }

    /** The entries of a connection that match a namespace. */
    public static List<Tenant> tenants(AwsConnection connection, Surroundings around) {
        return tenants(connection, around.namespace(), around.labels()).toList();
    }

    /** Whether a connection admits anything of a namespace that has these labels. */
    public static boolean admit(AwsConnection connection, String namespace, Map<String, String> labels) {
        return tenants(connection, namespace, labels).findAny().isPresent();
    }

    private static Stream<Tenant> tenants(AwsConnection connection, String namespace, Map<String, String> labels) {
        return connection.getSpec().tenants().stream()
                .filter(tenant -> Selectors.selects(tenant.namespaces(), namespace, labels));
    }

    /** Whether a namespace may name an API through a connection. */
    public static boolean admit(AwsConnection connection, Surroundings around, RestApi api) {
        return tenants(connection, around).stream().anyMatch(tenant -> Admission.admits(tenant, api));
    }

    /**
     * A principal as IAM spells it, only where the namespace may name it through its connection: others are not revealed.
     *
     * @param bound the connection in the object's status
     */
    public static Optional<PrincipalRef> known(@Nullable String bound, Surroundings around, PrincipalRef principal) {
        return around.connections().stream()
                .filter(connection -> Objects.equals(connection.getMetadata().getName(), bound))
                .flatMap(connection -> Optional.ofNullable(
                        around.accounts().get(connection.getSpec().accountId()))
                        .flatMap(Surroundings.Account::principals)
                        .map(principals -> principals.getOrDefault(principal.identity(), principal))
                        .filter(actual -> Admission.mayKnow(tenants(connection, around), actual))
                        .stream())
                .findFirst();
    }

    private static Verdict<AwsConnection> chosen(CommonSpec spec, @Nullable String bound, Surroundings around) {
        var reference = spec.connectionRef();
        if (reference != null && bound != null && !bound.equals(reference.name())) {
            return Verdict.rejected(
                    Reason.Invalid,
                    "connectionRef names " + reference.name() + ", but the object is bound to " + bound
                            + ": delete it and create it anew to move it to another account");
        }
        var name = reference == null ? bound : reference.name();
        if (name != null) {
            return around.connections().stream()
                    .filter(connection ->
                            Objects.equals(connection.getMetadata().getName(), name))
                    .filter(connection ->
                            bound != null || !tenants(connection, around).isEmpty())
                    .findFirst()
                    .map(Verdict::wanted)
                    .orElseGet(() -> Verdict.waiting(Reason.ConnectionNotFound, noSuch(name, bound, around)));
        }
        if (around.connections().isEmpty()) {
            return Verdict.waiting(
                    Reason.ConnectionNotFound,
                    "there is no AwsConnection in this cluster: a platform engineer creates one that admits namespace "
                            + around.namespace());
        }
        var admitting = around.connections().stream()
                .filter(connection -> !tenants(connection, around).isEmpty())
                .toList();
        return switch (admitting.size()) {
            case 0 ->
                // The connection may come yet: objects applied in the wrong order go on by themselves.
                Verdict.waiting(
                        Reason.ConnectionNotFound,
                        "no AwsConnection admits namespace " + around.namespace()
                                + ": ask the platform team to add it to a tenant");
            case 1 -> Verdict.wanted(admitting.getFirst());
            default ->
                Verdict.rejected(
                        Reason.ConnectionAmbiguous,
                        "several connections admit namespace " + around.namespace()
                                + ": set spec.connectionRef.name to one of "
                                + admitting.stream()
                                        .map(connection ->
                                                connection.getMetadata().getName())
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
        };
    }

    /** The message does not reveal whether a connection exists that does not admit the namespace. */
    private static String noSuch(String name, @Nullable String bound, Surroundings around) {
        return bound != null
                ? "AwsConnection " + name
                        + ", to which the object is bound, is gone: create it again, or delete the object"
                : "there is no AwsConnection " + name + " that admits namespace " + around.namespace()
                        + ": ask the platform team to admit it, or delete the object and name another";
    }

    private static Verdict<Binding> admitted(AwsConnection connection, Surroundings around) {
        var name = connection.getMetadata().getName();
        var tenants = tenants(connection, around);
        if (tenants.isEmpty()) {
            return Verdict.rejected(
                    Reason.NotPermitted,
                    "AwsConnection " + name + " does not admit namespace " + around.namespace()
                            + ": ask the platform team to add it to a tenant");
        }
        var unknown = connection.getSpec().unknownFields();
        if (!unknown.isEmpty()) {
            return Verdict.waiting(
                    Reason.ConnectionNotFound,
                    "AwsConnection " + name + " uses what this version does not know: " + String.join(", ", unknown)
                            + ": upgrade the operator, or ask the platform team to remove it");
        }
        var account = around.accounts().get(connection.getSpec().accountId());
        if (account == null || !ready(connection)) {
            return Verdict.waiting(
                    Reason.Pending, "AwsConnection " + name + " is not ready yet: see kubectl get awsc " + name);
        }
        return Verdict.wanted(new Binding(connection, tenants, account, around.neighbours()));
    }

    /**
     * A connection that was ready once is enough: trouble with AWS turns it not ready, and every call fails by itself, but what objects
     * want does not change.
     */
    private static boolean ready(AwsConnection connection) {
        var status = connection.getStatus();
        return status != null
                && status.accountId() != null
                && status.conditions().stream()
                        .noneMatch(condition -> ConditionType.Accepted.name().equals(condition.getType())
                                && ConditionStatus.False.isOf(condition));
    }
}
