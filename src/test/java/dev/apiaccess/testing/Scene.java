// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A namespace and an account of its own, so that suites run side by side. A wait that ends in vain shows what is there. */
public final class Scene implements AutoCloseable {

    private static final Duration PATIENCE = Machine.patience(Duration.ofMinutes(3));

    private static final List<Class<? extends CustomResource<?, ?>>> KINDS = List.of(
            AwsConnection.class, ApiAccessPolicy.class, ApiRateLimit.class, ApiKeyGrant.class, ApiProtection.class);

    private final Rig rig;
    private final TestAccount account;
    private final String namespace;

    public Scene(String prefix) {
        this(Rig.shared(), prefix);
    }

    /** In another rig than that of most suites. */
    public Scene(Rig rig, String prefix) {
        this.rig = rig;
        account = rig.newAccount();
        namespace = rig.controlPlane().newNamespace(prefix);
    }

    /** One whose account has what {@link Manifests} need: the APIs {@code orders} and {@code quotes}, the role {@code web}. */
    public static Scene seeded(String prefix) {
        return seeded(Rig.shared(), prefix);
    }

    public static Scene seeded(Rig rig, String prefix) {
        var scene = new Scene(rig, prefix);
        scene.account.api("orders", "orders", false);
        scene.account.api("quotes", "quotes", true);
        scene.account.role("/apps/", "web");
        return scene;
    }

    private Scene(Rig rig, TestAccount account, String namespace) {
        this.rig = rig;
        this.account = account;
        this.namespace = namespace;
    }

    /** The same account and a namespace of the same name in another cluster. */
    public Scene in(Rig other) {
        other.client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        return new Scene(other, account, namespace);
    }

    /** The same account, seen from another namespace of the cluster. */
    public Scene of(String other) {
        return new Scene(rig, account, other);
    }

    public Rig rig() {
        return rig;
    }

    public TestAccount account() {
        return account;
    }

    public String namespace() {
        return namespace;
    }

    /** A connection to the account, named like the namespace, that admits the namespace to everything but admin things. */
    public Scene connected() {
        apply(connection("role/apps/*"));
        awaitReady(AwsConnection.class, namespace);
        return this;
    }

    /** Applies one of each kind and waits until all are ready. */
    public Scene converged() {
        apply(Manifests.POLICY).apply(Manifests.GOLD).apply(Manifests.APP);
        awaitAllReady();
        return this;
    }

    /** Manifest of {@link #connected()} with other principals. */
    public String connection(String principals) {
        return """
                apiVersion: apiaccess.dev/v1alpha1
                kind: AwsConnection
                metadata: {name: %1$s}
                spec:
                  accountId: "%2$s"
                  regions: [%3$s]
                  assumeRole: {arn: "%4$s"}
                  tenants:
                  - name: team
                    namespaces: {names: [%1$s]}
                    apis: [{restApiName: "*", stages: [prod]}]
                    principals: ["%5$s"]
                    may: [Grant, Deny, RateLimit, Key]
                """.formatted(namespace, account.id(), Rig.REGION, account.operatorRoleArn(), principals);
    }

    /** Applies manifests as a user would; {@code %ns} stands for the namespace. */
    public Scene apply(String manifests) {
        for (var document : manifests.replace("%ns", namespace).split("(?m)^---$", -1)) {
            if (!document.isBlank()) {
                rig.client()
                        .resource(document)
                        .fieldManager("test")
                        .forceConflicts()
                        .serverSideApply();
            }
        }
        return this;
    }

    public void delete(Class<? extends HasMetadata> type, String name) {
        if (type.equals(AwsConnection.class)) {
            rig.client().resources(type).withName(name).delete();
        } else {
            rig.client().resources(type).inNamespace(namespace).withName(name).delete();
        }
    }

    public <T extends HasMetadata> Optional<T> get(Class<T> type, String name) {
        return Optional.ofNullable(
                type.equals(AwsConnection.class)
                        ? rig.client().resources(type).withName(name).get()
                        : rig.client()
                                .resources(type)
                                .inNamespace(namespace)
                                .withName(name)
                                .get());
    }

    /** A condition of an object, empty when it is not there for the object's present generation. */
    public Optional<Condition> condition(Class<? extends CustomResource<?, ?>> type, String name, String condition) {
        return get(type, name)
                .flatMap(object -> object.getStatus() instanceof CommonStatus status
                                && object.getMetadata().getGeneration().equals(status.observedGeneration())
                        ? status.conditions().stream()
                                .filter(one -> condition.equals(one.getType()))
                                .findFirst()
                        : Optional.empty());
    }

    public void awaitReady(Class<? extends CustomResource<?, ?>> type, String name) {
        await(
                type.getSimpleName() + " " + name + " Ready",
                () -> condition(type, name, "Ready")
                        .filter(one -> "True".equals(one.getStatus()))
                        .isPresent());
    }

    /** Waits for the objects of {@link Manifests}. */
    public void awaitAllReady() {
        awaitReady(ApiAccessPolicy.class, "mine");
        awaitReady(ApiRateLimit.class, "gold");
        awaitReady(ApiKeyGrant.class, "app");
    }

    /**
     * Waits for a reason of Ready.
     *
     * @param words that its message shall contain: an earlier look may have told the same reason for something else
     * @return the message
     */
    public String awaitReason(
            Class<? extends CustomResource<?, ?>> type, String name, String reason, CharSequence... words) {
        var told = new AtomicReference<>("");
        await(
                type.getSimpleName() + " " + name + " " + reason + (words.length == 0 ? "" : ": ")
                        + String.join(" … ", words),
                () -> condition(type, name, "Ready")
                        .filter(one -> reason.equals(one.getReason()))
                        .map(one -> Objects.requireNonNullElse(one.getMessage(), ""))
                        .filter(message -> Stream.of(words).allMatch(message::contains))
                        .map(message -> {
                            told.set(message);
                            return true;
                        })
                        .orElse(false));
        return told.get();
    }

    public void awaitGone(Class<? extends HasMetadata> type, String name) {
        await(type.getSimpleName() + " " + name + " gone", () -> get(type, name).isEmpty());
    }

    /** A value of a Secret in the namespace, null when it is not there. */
    public @Nullable String secret(String name, String key) {
        var secret = get(Secret.class, name);
        return secret.map(Secret::getData)
                .map(data -> data.get(key))
                .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                .orElse(null);
    }

    public void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        await(what, PATIENCE, condition);
    }

    /**
     * Waits for what takes its time whatever the machine gives. What was not seen in that time is waited for as long again as a
     * machine needs that gives as little as this one does now.
     */
    public void await(String what, Duration patience, java.util.concurrent.Callable<Boolean> condition) {
        var begun = System.nanoTime();
        if (seen(what, patience, condition)
                || seen(what, patience.multipliedBy(Math.round(Machine.measure()) - 1), condition)) {
            return;
        }
        var waited = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        throw new AssertionError("not seen in " + waited + " s: " + what + "\n" + evidence());
    }

    private static boolean seen(String what, Duration patience, java.util.concurrent.Callable<Boolean> condition) {
        if (patience.isZero()) {
            return false;
        }
        try {
            Awaitility.await(what)
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException _) {
            return false;
        }
    }

    /** Waits until the account was listed so many times more. */
    public void awaitSweeps(int number) {
        var before = sweeps();
        await(number + " more sweeps", () -> sweeps() >= before + number);
    }

    private long sweeps() {
        return account.operatorCalls().stream()
                .filter(call -> call.operation().equals("GetAccountAuthorizationDetails"))
                .count();
    }

    /** What helps to understand a failure. */
    public String evidence() {
        var objects = new StringBuilder();
        for (var type : KINDS) {
            rig.client().resources(type).inAnyNamespace().list().getItems().stream()
                    .map(HasMetadata.class::cast)
                    .filter(object -> namespace.equals(object.getMetadata().getNamespace())
                            || namespace.equals(object.getMetadata().getName()))
                    .forEach(object -> {
                        object.getMetadata().setManagedFields(List.of());
                        objects.append(rig.client().getKubernetesSerialization().asYaml(object));
                    });
        }
        var calls = account.operatorCalls();
        return objects + "\nlast AWS calls:\n"
                + calls.subList(Math.max(0, calls.size() - 15), calls.size()).stream()
                        .map(call ->
                                call.operation() + " " + call.status() + " " + call.error() + " " + call.parameters())
                        .collect(Collectors.joining("\n"))
                + "\noperator log:\n" + rig.operator().tail(25);
    }

    /** A namespaced manifest of ours. */
    public static String manifest(String kind, String name, String spec) {
        return """
                apiVersion: apiaccess.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %%ns}
                spec:
                %s""".formatted(kind, name, spec.indent(2));
    }

    /** Takes the annotation value of an object or sets it. */
    public void annotate(Class<? extends HasMetadata> type, String name, Map<String, String> annotations) {
        merge(type, name, Serialization.asJson(Map.of("metadata", Map.of("annotations", annotations))));
    }

    public void unannotate(Class<? extends HasMetadata> type, String name, String annotation) {
        merge(type, name, "{\"metadata\": {\"annotations\": {\"" + annotation + "\": null}}}");
    }

    /**
     * Changes an object by a JSON merge patch: without a version, since the operator writes the same object meanwhile.
     *
     * @param patch in JSON
     */
    public void merge(Class<? extends HasMetadata> type, String name, String patch) {
        var resources = rig.client().resources(type);
        var resource = type.equals(AwsConnection.class) || type.equals(Namespace.class)
                ? resources.withName(name)
                : resources.inNamespace(namespace).withName(name);
        resource.patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /**
     * Namespaces and accounts are never used twice, and what is left is looked at only when a test fails. The operator that all
     * share would go on listing the account every second, at the cost of the suites that follow.
     */
    @Override
    public void close() {
        if (rig.common()) {
            try {
                rig.client()
                        .resources(AwsConnection.class)
                        .withName(namespace)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"sweepInterval\": \"60m\"}}");
            } catch (KubernetesClientException _) {
                // The test deleted it, or had none.
            }
        }
    }
}
