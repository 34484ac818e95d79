// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.LastDrift;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;

/** Every row of docs/drift.md: somebody changes the field in AWS by hand, it is told by its name, and it is as before. */
@Execution(ExecutionMode.CONCURRENT)
class DriftIT {

    private static final String GOLD = manifest("ApiRateLimit", "gold", """
            apis: [{name: quotes, restApiName: quotes, stage: prod, methods: [{method: GET, path: /quotes, rate: {requests: 5, per: 1s}, burst: 10}]}]
            rate: {requests: 100, per: 1s}
            burst: 200
            quota: {requests: 1000, period: Month}
            """);
    private static final String FOREIGN =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}}";

    private static final Duration CONSISTENCY_WINDOW = Duration.ofMillis(120_000 / Rig.TIME_DIVISOR);

    /** The operator takes the time before it asks, the emulator when it is asked. */
    private static final Duration CLOCKS = Duration.ofMillis(100);

    /**
     * Sweeps that may begin while what the first one showed is told and put right: they follow each other by a second here, and a
     * busy machine takes longer than that. An audit in turns, the next slower way to find something, comes far later.
     */
    private static final int MEANWHILE = 6;

    private static <S extends ObjectStatus> S status(
            Scene scene, Class<? extends CustomResource<?, S>> type, String name) {
        return scene.get(type, name)
                .<S>map(CustomResource::getStatus)
                .orElseThrow(() -> new AssertionError("no status yet of " + name));
    }

    /** A change by hand is told with the field, and what AWS holds is then what it held before. */
    private static void repaired(
            Scene scene,
            Class<? extends CustomResource<?, ? extends ObjectStatus>> type,
            String name,
            String field,
            Supplier<?> held,
            Runnable byHand) {
        var before = held.get();
        var earlier = lastDrift(scene, type, name);
        // Three corrections of one field within the window are a contest: every row is asked for anew.
        scene.annotate(type, name, java.util.Map.of("apiaccess.dev/reconcile-requested-at", field));

        var ownWrite = scene.account().operatorWrites().getLast().time();
        byHand.run();
        var changed = Instant.now();

        scene.await(field + " of " + name + " is told and put right", () -> {
            var last = lastDrift(scene, type, name);
            return last != null
                    && !Objects.equals(last, earlier)
                    && last.repairedAt() != null
                    && last.fields().stream().anyMatch(line -> line.startsWith(field))
                    && Objects.equals(before, held.get());
        });
        scene.awaitReady(type, name);
        if (!field.startsWith("tags[")) {
            assertThat(sweepsUntilWrite(scene, changed, ownWrite))
                    .as("sweeps that began after the change of %s and before it was put right", field)
                    .isLessThanOrEqualTo(MEANWHILE);
        }
    }

    /**
     * How many sweeps began until the operator's first write after a change: one that shows it, and those that began while it was
     * put right. Those that began within the consistency window of our own last write prove nothing.
     */
    private static long sweepsUntilWrite(Scene scene, Instant changed, Instant ownWrite) {
        var trusted = ownWrite.plus(CONSISTENCY_WINDOW);
        var since = (trusted.isAfter(changed) ? trusted : changed).plus(CLOCKS);
        var repaired = scene.account().operatorWrites().stream()
                .map(RecordedCall::time)
                .filter(time -> time.isAfter(changed))
                .findFirst()
                .orElseThrow();
        return scene.account().operatorCalls().stream()
                .filter(call -> call.operation().equals("GetAccountAuthorizationDetails"))
                .filter(call -> !call.parameters().containsKey("Marker"))
                .filter(call -> call.time().isAfter(since) && call.time().isBefore(repaired))
                .count();
    }

    private static List<String> told(
            Scene scene, Class<? extends CustomResource<?, ? extends ObjectStatus>> type, String name) {
        var last = lastDrift(scene, type, name);
        return last == null ? List.of() : last.fields();
    }

    private static @org.jspecify.annotations.Nullable LastDrift lastDrift(
            Scene scene, Class<? extends CustomResource<?, ? extends ObjectStatus>> type, String name) {
        return scene.get(type, name)
                .map(CustomResource::getStatus)
                .map(ObjectStatus.class::cast)
                .map(ObjectStatus::lastDrift)
                .orElse(null);
    }

    /** No other version is kept beside the one that is in force. */
    private static void oneVersion(Scene scene, String arn) {
        scene.await(
                "one version of the policy",
                () -> scene.account()
                                .iam()
                                .listPolicyVersions(r -> r.policyArn(arn))
                                .versions()
                                .size()
                        == 1);
    }

    @Test
    void policies() {
        try (var scene = Scene.seeded("drift-policy").connected().apply(POLICY)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            var iam = scene.account().iam();
            var arn = scene.account().attachedArn("web");
            Supplier<Object> document = () -> scene.account().attachedDocument("web");
            var type = ApiAccessPolicy.class;

            repaired(
                    scene,
                    type,
                    "mine",
                    "statement[",
                    document,
                    () -> iam.createPolicyVersion(
                            r -> r.policyArn(arn).policyDocument(FOREIGN).setAsDefault(true)));
            oneVersion(scene, arn);
            repaired(
                    scene,
                    type,
                    "mine",
                    "statement[Evil]",
                    document,
                    () -> iam.createPolicyVersion(r -> r.policyArn(arn)
                            .policyDocument(
                                    document.get()
                                            .toString()
                                            .replaceFirst(
                                                    "\"Statement\":\\s*\\[",
                                                    "\"Statement\":[{\"Sid\":\"Evil\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},"))
                            .setAsDefault(true)));
            oneVersion(scene, arn);
            repaired(
                    scene,
                    type,
                    "mine",
                    "version[",
                    () -> iam.listPolicyVersions(r -> r.policyArn(arn))
                            .versions()
                            .size(),
                    () -> iam.createPolicyVersion(
                            r -> r.policyArn(arn).policyDocument(FOREIGN).setAsDefault(false)));
            oneVersion(scene, arn);
            repaired(scene, type, "mine", "defaultVersion", document, () -> {
                var planted = iam.createPolicyVersion(
                                r -> r.policyArn(arn).policyDocument(FOREIGN).setAsDefault(false))
                        .policyVersion()
                        .versionId();
                iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId(planted));
            });
            oneVersion(scene, arn);
            repaired(
                    scene,
                    type,
                    "mine",
                    "attachment[role/apps/web]",
                    () -> scene.account().attached("web"),
                    () -> iam.detachRolePolicy(r -> r.roleName("web").policyArn(arn)));
            repaired(
                    scene,
                    type,
                    "mine",
                    "tags[apiaccess.dev/owner]",
                    () -> iam.getPolicy(r -> r.policyArn(arn)).policy().tags().size(),
                    () -> iam.untagPolicy(r -> r.policyArn(arn).tagKeys("apiaccess.dev/owner")));
            repaired(scene, type, "mine", "policy", document, () -> {
                iam.detachRolePolicy(r -> r.roleName("web").policyArn(arn));
                iam.listPolicyVersions(r -> r.policyArn(arn)).versions().stream()
                        .filter(version -> !version.isDefaultVersion())
                        .forEach(version ->
                                iam.deletePolicyVersion(r -> r.policyArn(arn).versionId(version.versionId())));
                iam.deletePolicy(r -> r.policyArn(arn));
            });

            scene.account().role("/apps/", "stranger");
            iam.attachRolePolicy(r -> r.roleName("stranger").policyArn(arn));
            scene.awaitSweeps(2);
            assertThat(scene.account().attached("stranger"))
                    .as("foreign attachment")
                    .hasSize(1);
            assertThat(status(scene, type, "mine").drift()).isEmpty();
        }
    }

    @Test
    void usagePlans() {
        try (var scene = Scene.seeded("drift-plan").connected().apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var gateway = scene.account().gateway();
            var type = ApiRateLimit.class;
            Supplier<String> id =
                    () -> String.valueOf(status(scene, type, "gold").usagePlanId());
            Supplier<Object> held = () -> {
                var plan = gateway.getUsagePlan(r -> r.usagePlanId(id.get()));
                return List.of(
                        plan.name(), plan.description(), plan.throttle(), plan.quota(), plan.apiStages(), plan.tags());
            };
            var stage = gateway.getUsagePlan(r -> r.usagePlanId(id.get()))
                    .apiStages()
                    .getFirst();
            var stageText = stage.apiId() + ":" + stage.stage();

            repaired(scene, type, "gold", "name", held, () -> patch(scene, id.get(), "/name", "renamed"));
            repaired(scene, type, "gold", "description", held, () -> patch(scene, id.get(), "/description", "mine"));
            repaired(
                    scene,
                    type,
                    "gold",
                    "throttle.rateLimit",
                    held,
                    () -> patch(scene, id.get(), "/throttle/rateLimit", "9999"));
            repaired(
                    scene,
                    type,
                    "gold",
                    "throttle.burstLimit",
                    held,
                    () -> patch(scene, id.get(), "/throttle/burstLimit", "9999"));
            repaired(scene, type, "gold", "quota", held, () -> patch(scene, id.get(), "/quota/limit", "77"));
            repaired(scene, type, "gold", "quota.offset", held, () -> patch(scene, id.get(), "/quota/offset", "6"));
            repaired(
                    scene,
                    type,
                    "gold",
                    "apiStages[",
                    held,
                    () -> patch(scene, id.get(), "/apiStages/" + stageText + "/throttle//quotes/GET/rateLimit", "77"));
            repaired(
                    scene,
                    type,
                    "gold",
                    "apiStages",
                    held,
                    () -> gateway.updateUsagePlan(r -> r.usagePlanId(id.get())
                            .patchOperations(
                                    p -> p.op(Op.REMOVE).path("/apiStages").value(stageText))));
            repaired(
                    scene,
                    type,
                    "gold",
                    "tags[apiaccess.dev/cluster]",
                    held,
                    () -> gateway.untagResource(
                            r -> r.resourceArn("arn:aws:apigateway:eu-west-1::/usageplans/" + id.get())
                                    .tagKeys("apiaccess.dev/cluster")));
        }
    }

    @Test
    void keys() {
        try (var scene = Scene.seeded("drift-key").connected().apply(GOLD).apply(APP)) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            var gateway = scene.account().gateway();
            var type = ApiKeyGrant.class;
            var planId =
                    String.valueOf(status(scene, ApiRateLimit.class, "gold").usagePlanId());
            Supplier<String> id =
                    () -> String.valueOf(status(scene, type, "app").apiKeyId());
            Supplier<Object> held = () -> {
                var key = gateway.getApiKey(r -> r.apiKey(id.get()).includeValue(true));
                return List.of(
                        key.name(),
                        key.description(),
                        key.enabled(),
                        key.value(),
                        key.tags(),
                        gateway.getUsagePlanKeys(r -> r.usagePlanId(planId))
                                .items()
                                .size());
            };

            repaired(scene, type, "app", "enabled", held, () -> patchKey(scene, id.get(), "/enabled", "false"));
            repaired(scene, type, "app", "name", held, () -> patchKey(scene, id.get(), "/name", "renamed"));
            repaired(scene, type, "app", "description", held, () -> patchKey(scene, id.get(), "/description", "mine"));
            repaired(
                    scene,
                    type,
                    "app",
                    "usagePlans[" + planId + "]",
                    held,
                    () -> gateway.deleteUsagePlanKey(r -> r.usagePlanId(planId).keyId(id.get())));
            repaired(
                    scene,
                    type,
                    "app",
                    "tags[apiaccess.dev/cluster]",
                    held,
                    () -> gateway.untagResource(r -> r.resourceArn("arn:aws:apigateway:eu-west-1::/apikeys/" + id.get())
                            .tagKeys("apiaccess.dev/cluster")));
            var value = scene.secret("app-key", "value");
            var deleted = id.get();
            gateway.deleteApiKey(r -> r.apiKey(deleted));
            scene.await(
                    "the deleted key is told",
                    () -> told(scene, type, "app").stream().anyMatch(line -> line.startsWith("apiKey")));
            scene.await("the key is there again with its value, and its new id is handed over", () -> {
                var now = id.get();
                return !now.equals(deleted)
                        && now.equals(scene.secret("app-key", "id"))
                        && Objects.equals(value, scene.secret("app-key", "value"))
                        && Objects.equals(
                                value,
                                gateway.getApiKey(r -> r.apiKey(now).includeValue(true))
                                        .value());
            });
        }
    }

    @Test
    void aDeletedPlanComesBackWithItsKeys() {
        try (var scene = Scene.seeded("drift-gone").connected().apply(GOLD).apply(APP)) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            var gateway = scene.account().gateway();
            var planId =
                    String.valueOf(status(scene, ApiRateLimit.class, "gold").usagePlanId());
            var keyId = String.valueOf(status(scene, ApiKeyGrant.class, "app").apiKeyId());
            var stage =
                    gateway.getUsagePlan(r -> r.usagePlanId(planId)).apiStages().getFirst();

            gateway.deleteUsagePlanKey(r -> r.usagePlanId(planId).keyId(keyId));
            gateway.updateUsagePlan(r -> r.usagePlanId(planId)
                    .patchOperations(
                            p -> p.op(Op.REMOVE).path("/apiStages").value(stage.apiId() + ":" + stage.stage())));
            gateway.deleteUsagePlan(r -> r.usagePlanId(planId));

            scene.await(
                    "the deleted plan is told",
                    () -> told(scene, ApiRateLimit.class, "gold").stream()
                            .anyMatch(line -> line.startsWith("usagePlan")));
            scene.await("another plan holds the key", () -> {
                var now =
                        String.valueOf(status(scene, ApiRateLimit.class, "gold").usagePlanId());
                return !now.equals(planId)
                        && gateway.getUsagePlanKeys(r -> r.usagePlanId(now)).items().stream()
                                .anyMatch(key -> key.id().equals(keyId));
            });
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(gateway.getUsagePlans(r -> r.limit(500)).items()).hasSize(1);
            assertThat(gateway.getApiKeys(r -> r.limit(500)).items()).hasSize(1);
        }
    }

    private static void patch(Scene scene, String planId, String path, String value) {
        scene.account()
                .gateway()
                .updateUsagePlan(r -> r.usagePlanId(planId)
                        .patchOperations(p -> p.op(Op.REPLACE).path(path).value(value)));
    }

    private static void patchKey(Scene scene, String keyId, String path, String value) {
        scene.account()
                .gateway()
                .updateApiKey(r -> r.apiKey(keyId)
                        .patchOperations(p -> p.op(Op.REPLACE).path(path).value(value)));
    }
}
