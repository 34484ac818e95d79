// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.world.AlarmSlice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An API on paper and the protection {@code guard} of it: what is written until nothing is left to do, as values that people read. */
final class ProtectionLife implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UnitKey.RestApiUnit API = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final UnitKey.AlarmUnit ALARMS =
            new UnitKey.AlarmUnit(FakeAws.ACCOUNT, FakeAws.REGION, "shop", "guard");
    private static final int MOST_PASSES = 20;
    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Protect, Fence, Observe, Redeploy, Open], arns: ["arn:aws:lambda:*:111122223333:function:*", "arn:aws:firehose:*:111122223333:deliverystream/*", "arn:aws:sns:*:111122223333:*"]}]}}
            a: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/a]}]}}
            b: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/b]}]}}
            """;

    private final Paper paper = new Paper();
    private ExistingApi api;
    private Observed.Alarms alarms = new Observed.Alarms(List.of(), List.of());
    private @Nullable ApiProtectionStatus status;

    /**
     * @param account {@code methods: {GET /orders: AWS_IAM, POST /hooks: NONE key, GET /x: CUSTOM a1}}, {@code policy} (statements, in which
     *     {@code API/} stands for the ARN of the API), {@code private: true}, {@code authorizers: {a1: <ARN of a function>}}, {@code stages:
     *     {prod: {canary, webAcl}}}, {@code served: {methods, policy}} where stages serve something else, {@code tags}
     */
    ProtectionLife(JsonNode account) throws JsonProcessingException {
        api = api(account);
    }

    @Override
    public void close() {
        paper.close();
    }

    /** What comes of a manifest that is applied, until the object rests. */
    JsonNode applied(JsonNode manifest) throws JsonProcessingException {
        see();
        paper.change(TENANT, JSON.writeValueAsString(Map.of("guard", manifest)));
        var guard = guard();
        guard.setStatus(status);
        var told = JSON.createObjectNode();
        var writes = told.putArray("writes");
        for (var pass = 0; ; pass++) {
            var next = look(guard);
            if (next.submit().isEmpty()) {
                return told(told, guard);
            }
            if (pass == MOST_PASSES) {
                throw new AssertionError("it does not come to rest: " + writes);
            }
            new TreeMap<>(byText(next.submit()))
                    .values()
                    .forEach(unit -> write(unit).forEach(writes::add));
            see();
        }
    }

    private static Map<String, UnitKey> byText(Map<UnitKey, ?> units) {
        var all = new HashMap<String, UnitKey>();
        units.keySet().forEach(unit -> all.put(unit.text(), unit));
        return all;
    }

    private ApiProtection guard() {
        return paper.store().protections().stream()
                .filter(one -> one.getMetadata().getName().equals("guard"))
                .findFirst()
                .orElseThrow();
    }

    /** Looks as often as it takes for notes to be in status. */
    private Assessment<ApiProtectionStatus> look(ApiProtection guard) {
        var seen = once(guard);
        for (var number = 0; number < 2; number++) {
            guard.setStatus(seen.status());
            seen = once(guard);
        }
        guard.setStatus(seen.status());
        status = seen.status();
        return seen;
    }

    private Assessment<ApiProtectionStatus> once(ApiProtection guard) {
        return guard.isMarkedForDeletion()
                ? paper.protections().assessDeletion(guard).assessment()
                : paper.protections().assess(guard);
    }

    /** AWS is listed. */
    private void see() {
        paper.protects(api);
        paper.world()
                .publish(new AlarmSlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        paper.world().moment(),
                        Map.of(ALARMS, alarms.existing()),
                        true,
                        ""));
    }

    private List<String> write(UnitKey unit) {
        var observed = unit.equals(API) ? new Observed.Api(List.of(api)) : alarms;
        var changes = Planner.plan(paper.of(unit), observed).changes();
        Observed now = observed;
        for (var change : changes) {
            now = Effects.after(now, change, answer(now, change));
        }
        switch (now) {
            case Observed.Api one -> api = one.existing().getFirst();
            case Observed.Alarms one -> alarms = one;
            default -> throw new AssertionError("not of a protection: " + unit);
        }
        return changes.stream().map(Change::text).toList();
    }

    private static Effects.Answer answer(Observed now, Change change) {
        var api = now instanceof Observed.Api(var existing) ? existing.getFirst() : null;
        return switch (change) {
            case RestApiChange.WritePolicy write
            when api != null -> new Effects.Answer.Written(api.listed().withPolicy(write.policy()));
            case RestApiChange.Deploy _
            when api != null -> new Effects.Answer.Deployed("d" + (api.made().size() + 2), Paper.NOW);
            case RestApiChange.CreateAuthorizer create
            when api != null ->
                new Effects.Answer.Authorized(new ExistingAuthorizer(
                        "made" + (api.authorizers().size() + 1),
                        create.definition(),
                        new ExistingAuthorizer.Trial.Answered()));
            default -> new Effects.Answer.Done();
        };
    }

    private ObjectNode told(ObjectNode told, ApiProtection guard) throws JsonProcessingException {
        if (guard.isMarkedForDeletion()) {
            told.put("isGone", paper.protections().assessDeletion(guard).gone());
        } else {
            says(told.putObject("status"), Objects.requireNonNull(guard.getStatus()));
        }
        becomes(told.putObject("api"));
        return told;
    }

    private static void says(ObjectNode node, ApiProtectionStatus now) {
        for (var type : List.of(ConditionType.Ready, ConditionType.Stalled)) {
            StatusConditions.find(now.conditions(), type)
                    .ifPresent(one ->
                            node.put(type.name(), one.getStatus() + "/" + one.getReason() + ": " + one.getMessage()));
        }
        node.put("summary", now.summary());
        now.parts()
                .forEach(part -> node.withObject("parts")
                        .put(
                                part.name(),
                                part.state()
                                        + (part.reason() == null ? "" : "/" + part.reason() + ": " + part.message())));
        now.closed().forEach(node.withArray("closed")::add);
        now.plannedChanges().forEach(node.withArray("plannedChanges")::add);
    }

    private void becomes(ObjectNode node) throws JsonProcessingException {
        methods(node.putObject("methods"), api.methods());
        if (api.listed().policy().isPresent()) {
            node.set("policy", JSON.readTree(api.listed().policy().get()).path("Statement"));
        }
        api.authorizers()
                .values()
                .forEach(one -> node.withObject("authorizers")
                        .put(
                                one.id(),
                                one.definition().name() + " "
                                        + one.definition().lambdaArn().orElse("")));
        api.stages().forEach((name, stage) -> {
            var told = node.withObject("stages").putObject(name).put("deployment", stage.deploymentId());
            stage.accessLog().ifPresent(log -> told.put("accessLog", log.destination()));
            stage.settings()
                    .forEach((key, setting) -> told.put(key.verb() + " " + key.path(), String.valueOf(setting)));
        });
        alarms.existing()
                .forEach(one -> node.withObject("alarms").put(one.alarm().name(), String.valueOf(one.alarm())));
    }

    private static void methods(ObjectNode node, SortedMap<MethodKey, ConfiguredMethod> methods) {
        methods.forEach((key, method) -> node.put(
                key.verb() + " " + key.path(),
                method.authorization()
                        + (method.authorizerId().isEmpty() ? "" : " " + method.authorizerId())
                        + (method.keyRequired() ? " key" : "")));
    }

    private static ExistingApi api(JsonNode account) throws JsonProcessingException {
        var policy = policy(account);
        var served = account.path("served");
        var authorizers = new TreeMap<String, ExistingAuthorizer>();
        account.path("authorizers")
                .properties()
                .forEach(one -> authorizers.put(
                        one.getKey(),
                        new ExistingAuthorizer(
                                one.getKey(),
                                Authorizer.lambda(
                                        one.getKey(),
                                        Authorizer.REQUEST,
                                        one.getValue().asText(),
                                        "",
                                        List.of(),
                                        0),
                                new ExistingAuthorizer.Trial.Answered())));
        var methods = methods(account.path("methods"));
        var serves = new HashMap<MethodKey, ServedMethod>();
        methods(served.has("methods") ? served.path("methods") : account.path("methods"))
                .forEach((key, one) -> serves.put(key, new ServedMethod(one.authorization(), one.keyRequired())));
        var isPrivate = account.path("private").asBoolean();
        var stages = new TreeMap<String, ShownStage>();
        account.path("stages")
                .properties()
                .forEach(one -> stages.put(
                        one.getKey(),
                        new ShownStage(
                                "d1",
                                text(one.getValue(), "canary"),
                                text(one.getValue(), "webAcl"),
                                Optional.empty(),
                                new TreeMap<>())));
        var made = new ExistingApi(
                new ListedApi(
                        new RestApi("a1b2c3", "orders"),
                        policy,
                        new ListedApi.Endpoint(
                                isPrivate ? ListedApi.EndpointType.PRIVATE : ListedApi.EndpointType.REGIONAL,
                                isPrivate),
                        true,
                        "HEADER",
                        ListedApi.State.AVAILABLE),
                methods,
                stages,
                new TreeMap<>(),
                List.of(),
                "d1",
                Map.of(),
                authorizers);
        return made.withDeployments(
                new TreeMap<>(Map.of(
                        "d1", new DeployedApi(serves, served.has("policy") ? policy(served) : policy, made.asked()))),
                List.of());
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.path(field).asText()) : Optional.empty();
    }

    private static Optional<String> policy(JsonNode account) throws JsonProcessingException {
        if (!account.has("policy") || account.path("policy").isEmpty()) {
            return Optional.empty();
        }
        var document = JSON.createObjectNode().put("Version", "2012-10-17");
        document.set("Statement", account.path("policy"));
        return Optional.of(JSON.writeValueAsString(document)
                .replace("\"API/", "\"arn:aws:execute-api:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":a1b2c3/"));
    }

    private static SortedMap<MethodKey, ConfiguredMethod> methods(JsonNode node) {
        var methods = new TreeMap<MethodKey, ConfiguredMethod>();
        node.properties().forEach(entry -> {
            var key = List.of(entry.getKey().split(" ", -1));
            var asks = List.of(entry.getValue().asText().split(" ", -1));
            var authorizer = asks.stream()
                    .skip(1)
                    .filter(word -> !word.equals("key"))
                    .findFirst()
                    .orElse("");
            methods.put(
                    new MethodKey(key.get(1), key.get(0)),
                    new ConfiguredMethod(
                            "r" + methods.size(), asks.getFirst(), authorizer, new TreeSet<>(), asks.contains("key")));
        });
        return methods;
    }
}
