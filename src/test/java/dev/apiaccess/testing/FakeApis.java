// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static dev.apiaccess.testing.FakeIam.refuse;

import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The REST APIs of a region in memory: their configurations, deployments and stages. Of settings of stages it knows nothing. */
final class FakeApis {

    final Map<String, ListedApi> apis = new TreeMap<>();
    final Map<String, Map<String, ShownStage>> stages = new HashMap<>();
    private final Map<String, TreeMap<MethodKey, ConfiguredMethod>> methods = new HashMap<>();
    private final Map<String, Map<String, String>> tags = new HashMap<>();
    /** By API, in the order in which they were made. */
    private final Map<String, List<GatewayPort.Deployment>> made = new HashMap<>();
    /** By API and deployment. */
    private final Map<String, Map<MethodKey, ServedMethod>> deployed = new HashMap<>();

    private final Map<String, String> policies = new HashMap<>();
    final FakeAuthorizers authorizers = new FakeAuthorizers();
    /** By API and deployment. */
    private final Map<String, Map<MethodKey, DeployedAuthorizer>> asked = new HashMap<>();

    private @Nullable String role;
    private int ids;

    void tag(String apiId, Map<String, String> all) {
        tags.put(apiId, all);
    }

    void role(@Nullable String arn) {
        role = arn;
    }

    Optional<String> role() {
        return Optional.ofNullable(role);
    }

    /** Somebody configures a method. */
    void configure(String apiId, MethodKey method, ConfiguredMethod as) {
        methods.computeIfAbsent(apiId, _ -> new TreeMap<>()).put(method, as);
    }

    /** Somebody makes a deployment of what is there, with an id and methods of their choice. */
    void made(String apiId, String deploymentId, String description, Map<MethodKey, ServedMethod> served) {
        var all = made.computeIfAbsent(apiId, _ -> new ArrayList<>());
        all.removeIf(one -> one.id().equals(deploymentId));
        all.add(new GatewayPort.Deployment(deploymentId, Instant.ofEpochSecond(++ids), description));
        deployed.put(apiId + " " + deploymentId, served);
        asked.put(apiId + " " + deploymentId, authorizers.deployed(apiId, methods(apiId)));
        there(apiId, Operation.CREATE_DEPLOYMENT)
                .policy()
                .ifPresentOrElse(
                        policy -> policies.put(apiId + " " + deploymentId, policy),
                        () -> policies.remove(apiId + " " + deploymentId));
    }

    Optional<GatewayPort.Tagged<ListedApi>> api(String apiId) {
        return Optional.ofNullable(apis.get(apiId))
                .map(api -> new GatewayPort.Tagged<>(api, tags.getOrDefault(apiId, Map.of())));
    }

    List<GatewayPort.Resource> resources(String apiId) {
        there(apiId, Operation.GET_RESOURCES);
        var byPath = new TreeMap<String, Map<String, ConfiguredMethod>>();
        // The root is there, whatever it has.
        byPath.put("/", new TreeMap<>());
        methods.getOrDefault(apiId, new TreeMap<>())
                .forEach((key, method) ->
                        byPath.computeIfAbsent(key.path(), _ -> new TreeMap<>()).put(key.verb(), method));
        return byPath.entrySet().stream()
                .map(one -> new GatewayPort.Resource(one.getKey(), one.getValue()))
                .toList();
    }

    List<GatewayPort.Deployment> deployments(String apiId) {
        there(apiId, Operation.GET_DEPLOYMENTS);
        return List.copyOf(made.getOrDefault(apiId, List.of()));
    }

    Optional<Map<MethodKey, ServedMethod>> deployment(String apiId, String deploymentId) {
        return Optional.ofNullable(deployed.get(apiId + " " + deploymentId));
    }

    Map<String, ShownStage> stages(String apiId) {
        return Map.copyOf(stages.getOrDefault(apiId, Map.of()));
    }

    Optional<GatewayPort.Export> export(String apiId, String stage) {
        return Optional.ofNullable(stages.getOrDefault(apiId, Map.of()).get(stage))
                .map(shown -> apiId + " " + shown.deploymentId())
                .map(key -> new GatewayPort.Export(
                        Optional.ofNullable(policies.get(key)), asked.getOrDefault(key, Map.of())));
    }

    SortedMap<MethodKey, ConfiguredMethod> methods(String apiId) {
        return methods.getOrDefault(apiId, new TreeMap<>());
    }

    ConfiguredMethod update(String apiId, String resourceId, String verb, List<PatchOperation> operations) {
        var all = methods.getOrDefault(apiId, new TreeMap<>());
        var found = all.entrySet().stream()
                .filter(one -> one.getKey().verb().equals(verb)
                        && one.getValue().resourceId().equals(resourceId))
                .findFirst()
                .orElseThrow(() -> FakeCalls.failure(
                        AwsFailure.Kind.NOT_FOUND, Operation.UPDATE_METHOD, "no " + verb + " " + resourceId));
        var patched = found.getValue();
        for (var operation : operations) {
            var value = Objects.requireNonNullElse(operation.value(), "");
            patched = switch (operation.op() + " " + operation.path()) {
                case "replace /authorizationType" -> patched.withAuthorization(value);
                case "replace /authorizerId" ->
                    new ConfiguredMethod(
                            resourceId, patched.authorization(), value, patched.scopes(), patched.keyRequired());
                case "add /authorizationScopes" -> scoped(patched, more(patched.scopes(), value, true));
                case "remove /authorizationScopes" -> scoped(patched, more(patched.scopes(), value, false));
                case "replace /authorizationScopes" -> scoped(patched, new TreeSet<>(List.of(value.split(",", -1))));
                case "replace /apiKeyRequired" -> patched.withKeyRequired(Boolean.parseBoolean(value));
                default -> throw new IllegalArgumentException("a method takes no " + operation);
            };
        }
        refuse(
                !authorizers.fits(apiId, patched),
                AwsFailure.Kind.INVALID,
                Operation.UPDATE_METHOD,
                "Invalid authorizer ID specified");
        all.put(found.getKey(), patched);
        return patched;
    }

    private static ConfiguredMethod scoped(ConfiguredMethod method, SortedSet<String> scopes) {
        return new ConfiguredMethod(
                method.resourceId(), method.authorization(), method.authorizerId(), scopes, method.keyRequired());
    }

    private static SortedSet<String> more(SortedSet<String> scopes, String one, boolean has) {
        var others = new TreeSet<>(scopes);
        var _ = has ? others.add(one) : others.remove(one);
        return others;
    }

    ListedApi update(String apiId, List<PatchOperation> operations) {
        var patched = there(apiId, Operation.UPDATE_REST_API);
        for (var operation : operations) {
            if (!operation.path().equals("/policy")) {
                throw new IllegalArgumentException("an API takes no " + operation);
            }
            patched = patched.withPolicy(Optional.ofNullable(operation.value()).filter(text -> !text.isEmpty()));
        }
        apis.put(apiId, patched);
        return patched;
    }

    GatewayPort.Deployment create(String apiId, String description) {
        var served = new HashMap<MethodKey, ServedMethod>();
        methods.getOrDefault(apiId, new TreeMap<>())
                .forEach((key, method) ->
                        served.put(key, new ServedMethod(method.authorization(), method.keyRequired())));
        made(apiId, "made" + ids, description, served);
        return deployments(apiId).getLast();
    }

    boolean delete(String apiId, String deploymentId) {
        refuse(
                stages(apiId).values().stream()
                        .anyMatch(stage -> stage.deploymentId().equals(deploymentId)),
                AwsFailure.Kind.INVALID,
                Operation.DELETE_DEPLOYMENT,
                "a stage shows it");
        var was = made.getOrDefault(apiId, new ArrayList<>())
                .removeIf(one -> one.id().equals(deploymentId));
        refuse(!was, AwsFailure.Kind.NOT_FOUND, Operation.DELETE_DEPLOYMENT, "no " + deploymentId);
        deployed.remove(apiId + " " + deploymentId);
        return was;
    }

    ShownStage update(String apiId, String stage, List<PatchOperation> operations, Operation operation) {
        var all = stages.getOrDefault(apiId, new TreeMap<>());
        var shown = all.get(stage);
        if (shown == null) {
            throw FakeCalls.failure(AwsFailure.Kind.NOT_FOUND, operation, "no " + stage);
        }
        for (var one : operations) {
            var deployment = Objects.requireNonNullElse(one.value(), "");
            if (!one.path().equals("/deploymentId") || !deployed.containsKey(apiId + " " + deployment)) {
                throw new IllegalArgumentException("a stage takes no " + one);
            }
            shown = shown.on(deployment);
        }
        all.put(stage, shown);
        return shown;
    }

    private ListedApi there(String apiId, Operation operation) {
        var api = apis.get(apiId);
        if (api == null) {
            throw FakeCalls.failure(AwsFailure.Kind.NOT_FOUND, operation, "no " + apiId);
        }
        return api;
    }
}
