// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static dev.apiaccess.testing.FakeIam.refuse;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.port.Page;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** API Gateway of one account and region in memory. Lists come in pages of two. */
public final class FakeGateway implements GatewayPort {

    private static final int PAGE = 2;

    private final FakeCalls calls;
    private final FakeApis apis = new FakeApis();
    private final Map<String, UsagePlan> plans = new TreeMap<>();
    private final Map<String, ApiKey> keys = new TreeMap<>();
    private final Map<String, KeyValue> values = new HashMap<>();
    private final Map<String, Map<String, String>> tags = new HashMap<>();
    private final Map<String, Set<String>> keysOfPlan = new TreeMap<>();
    private final Map<String, Map<String, KeyUsage>> usage = new HashMap<>();
    private boolean lowers = true;
    private int ids;

    FakeGateway(FakeCalls calls) {
        this.calls = calls;
    }

    public void api(String id, String name, String... deployed) {
        apis.apis.put(id, ListedApi.of(new RestApi(id, name)));
        apis.stages.put(id, new TreeMap<>());
        for (var stage : deployed) {
            deploy(id, stage, "of-" + stage, Map.of());
        }
    }

    /** A stage shows a deployment from now on. */
    public void deploy(String apiId, String stage, String deploymentId, Map<MethodKey, ServedMethod> methods) {
        apis.made(apiId, deploymentId, "", methods);
        show(apiId, stage, ShownStage.of(deploymentId));
    }

    /** A stage looks so from now on. */
    public void show(String apiId, String stage, ShownStage shown) {
        apis.stages.computeIfAbsent(apiId, _ -> new TreeMap<>()).put(stage, shown);
    }

    /** An API is changed; its stages are not until the next deployment. */
    public void configure(ListedApi api) {
        apis.apis.put(api.api().id(), api);
    }

    /** A method is made or changed; no stage has it until the next deployment. */
    public void configure(String apiId, MethodKey method, ConfiguredMethod as) {
        apis.configure(apiId, method, as);
    }

    /** Somebody makes or changes an authorizer. */
    public void configure(String apiId, ExistingAuthorizer authorizer) {
        apis.authorizers.put(apiId, authorizer);
    }

    /** API Gateway may not call a function from now on, or may again. */
    public void refuses(Authorizer asking, boolean does) {
        apis.authorizers.refuses(asking.uri(), does);
    }

    /** API Gateway may call no function that a test does not admit. */
    public void refusesAll() {
        apis.authorizers.refusesAll();
    }

    /** Somebody tags an API. */
    public void tagApiByHand(String apiId, Map<String, String> tags) {
        apis.tag(apiId, tags);
    }

    /** An API goes with its stages. */
    public void deleteApiByHand(String apiId) {
        apis.apis.remove(apiId);
        apis.stages.remove(apiId);
    }

    /** The role with which the region writes logs; null for none. */
    public void cloudWatchRole(@Nullable String arn) {
        apis.role(arn);
    }

    public Map<String, UsagePlan> plans() {
        return new TreeMap<>(plans);
    }

    /** Keys by id, with the plans that they are in. */
    public Map<String, ApiKey> keys() {
        var all = new TreeMap<String, ApiKey>();
        keys.forEach((id, key) -> all.put(id, key.withPlanIds(plansOf(id))));
        return all;
    }

    /** A key was called so often in the period that runs. */
    public void used(String planId, String keyId, long used, long left) {
        usage.computeIfAbsent(planId, _ -> new TreeMap<>()).put(keyId, new KeyUsage(keyId, used, left));
    }

    /** Somebody puts other tags on a thing. */
    public void tagByHand(String id, Map<String, String> others) {
        tags.put(id, others);
    }

    @Override
    public void tagUsagePlan(String planId, Map<String, String> more) {
        tag(planId, more);
    }

    @Override
    public void tagApiKey(String keyId, Map<String, String> more) {
        tag(keyId, more);
    }

    private void tag(String id, Map<String, String> more) {
        calls.make(Operation.TAG_RESOURCE, id, () -> {
            var all = new HashMap<>(tags.getOrDefault(id, Map.of()));
            all.putAll(more);
            return Optional.ofNullable(tags.put(id, all));
        });
    }

    /** Somebody changes a plan by hand. */
    public void editByHand(String planId, UsagePlan plan) {
        plans.put(planId, plan);
    }

    /** Somebody changes a key by hand. */
    public void editByHand(String keyId, ApiKey key) {
        keys.put(keyId, key);
    }

    @Override
    public Page<ListedApi> getRestApis(@Nullable String position) {
        return calls.make(Operation.GET_REST_APIS, "", () -> page(List.copyOf(apis.apis.values()), position));
    }

    @Override
    public Optional<Tagged<ListedApi>> getRestApi(String apiId) {
        return calls.make(Operation.GET_REST_API, apiId, () -> apis.api(apiId));
    }

    @Override
    public Page<Resource> getResources(String apiId, @Nullable String position) {
        return calls.make(Operation.GET_RESOURCES, apiId, () -> page(apis.resources(apiId), position));
    }

    @Override
    public Page<Deployment> getDeployments(String apiId, @Nullable String position) {
        return calls.make(Operation.GET_DEPLOYMENTS, apiId, () -> page(apis.deployments(apiId), position));
    }

    @Override
    public void updateMethod(String apiId, String resourceId, String verb, List<PatchOperation> operations) {
        calls.make(
                Operation.UPDATE_METHOD,
                apiId + " " + resourceId + " " + verb,
                () -> apis.update(apiId, resourceId, verb, operations));
    }

    @Override
    public ListedApi updateRestApi(String apiId, List<PatchOperation> operations) {
        return calls.make(Operation.UPDATE_REST_API, apiId, () -> apis.update(apiId, operations));
    }

    @Override
    public Deployment createDeployment(String apiId, String description) {
        return calls.make(Operation.CREATE_DEPLOYMENT, apiId, () -> apis.create(apiId, description));
    }

    @Override
    public void deleteDeployment(String apiId, String deploymentId) {
        calls.make(Operation.DELETE_DEPLOYMENT, apiId + " " + deploymentId, () -> apis.delete(apiId, deploymentId));
    }

    @Override
    public void updateStage(String apiId, String stage, List<PatchOperation> operations) {
        calls.make(
                Operation.UPDATE_STAGE,
                apiId + " " + stage,
                () -> apis.update(apiId, stage, operations, Operation.UPDATE_STAGE));
    }

    @Override
    public Optional<String> cloudWatchRole() {
        return calls.make(Operation.GET_ACCOUNT, "", apis::role);
    }

    @Override
    public Map<String, ShownStage> getStages(String apiId) {
        return calls.make(Operation.GET_STAGES, apiId, () -> apis.stages(apiId));
    }

    @Override
    public Optional<Export> getExport(String apiId, String stage) {
        return calls.make(Operation.GET_EXPORT, apiId + " " + stage, () -> apis.export(apiId, stage));
    }

    @Override
    public Optional<Map<MethodKey, ServedMethod>> getDeployment(String apiId, String deploymentId) {
        return calls.make(
                Operation.GET_DEPLOYMENT, apiId + " " + deploymentId, () -> apis.deployment(apiId, deploymentId));
    }

    @Override
    public Page<ExistingPlan> getUsagePlans(@Nullable String position) {
        return calls.make(
                Operation.GET_USAGE_PLANS,
                "",
                () -> page(
                        plans.entrySet().stream()
                                .map(one -> new ExistingPlan(one.getKey(), one.getValue()))
                                .toList(),
                        position));
    }

    @Override
    public Optional<Tagged<ExistingPlan>> getUsagePlan(String planId) {
        return calls.make(
                Operation.GET_USAGE_PLAN,
                planId,
                () -> Optional.ofNullable(plans.get(planId))
                        .map(plan ->
                                new Tagged<>(new ExistingPlan(planId, plan), tags.getOrDefault(planId, Map.of()))));
    }

    @Override
    public Page<String> getUsagePlansOfKey(String keyId, @Nullable String position) {
        return calls.make(
                Operation.GET_USAGE_PLANS, "of key " + keyId, () -> page(List.copyOf(plansOf(keyId)), position));
    }

    @Override
    public Page<String> getUsagePlanKeys(String planId, @Nullable String position, KeptValues kept) {
        return calls.make(Operation.GET_USAGE_PLAN_KEYS, planId, () -> {
            var page = page(List.copyOf(keysOfPlan.getOrDefault(planId, Set.of())), position);
            page.items()
                    .forEach(id -> kept.of(
                                    id, Objects.requireNonNull(keys.get(id)).name())
                            .forEach(one -> one.told().accept(Objects.equals(one.value(), values.get(id)))));
            return page;
        });
    }

    @Override
    public Page<KeyUsage> getUsage(
            String planId, LocalDate first, LocalDate last, Set<String> keyIds, @Nullable String position) {
        return calls.make(
                Operation.GET_USAGE,
                planId + " " + first + " " + last,
                () -> page(
                        usage.getOrDefault(planId, Map.of()).values().stream()
                                .filter(one -> keyIds.contains(one.keyId()))
                                .toList(),
                        position));
    }

    @Override
    public void updateUsage(String planId, String keyId, long left) {
        calls.make(Operation.UPDATE_USAGE, planId + " " + keyId + " " + left, () -> {
            var known = usage.computeIfAbsent(planId, _ -> new TreeMap<>());
            var before = known.get(keyId);
            if (lowers || (before != null && left > before.left())) {
                known.put(keyId, new KeyUsage(keyId, before == null ? 0 : before.used(), left));
            }
            return "";
        });
    }

    /** Whether an extension that is none takes from what is left. */
    public void lowers(boolean does) {
        lowers = does;
    }

    /** The next page begins after the last id of this one, so that keys which go meanwhile hide no others. */
    @Override
    public Page<ExistingKey> getApiKeys(@Nullable String position) {
        return calls.make(Operation.GET_API_KEYS, "", () -> {
            var left = (position == null ? keys : new TreeMap<>(keys).tailMap(position, false))
                    .entrySet().stream()
                            .map(one -> new ExistingKey(one.getKey(), one.getValue()))
                            .toList();
            var page = left.subList(0, Math.min(PAGE, left.size()));
            return new Page<>(page, page.size() < left.size() ? page.getLast().id() : null);
        });
    }

    @Override
    public Optional<Tagged<ExistingKey>> getApiKey(String keyId) {
        return calls.make(
                Operation.GET_API_KEY,
                keyId,
                () -> Optional.ofNullable(keys.get(keyId))
                        .map(key -> new Tagged<>(new ExistingKey(keyId, key), tags.getOrDefault(keyId, Map.of()))));
    }

    @Override
    public ExistingPlan createUsagePlan(UsagePlan plan, Map<String, String> owner) {
        return calls.make(Operation.CREATE_USAGE_PLAN, plan.name(), () -> {
            var id = "plan" + ++ids;
            plans.put(id, plan);
            tags.put(id, owner);
            return new ExistingPlan(id, plan);
        });
    }

    @Override
    public ExistingPlan updateUsagePlan(String planId, List<PatchOperation> operations) {
        return calls.make(Operation.UPDATE_USAGE_PLAN, planId, () -> {
            var patched = FakePatches.apply(there(plans, planId, Operation.UPDATE_USAGE_PLAN), operations);
            plans.put(planId, patched);
            return new ExistingPlan(planId, patched);
        });
    }

    @Override
    public void deleteUsagePlan(String planId) {
        calls.make(Operation.DELETE_USAGE_PLAN, planId, () -> {
            var plan = there(plans, planId, Operation.DELETE_USAGE_PLAN);
            refuse(
                    !plan.stages().isEmpty(),
                    AwsFailure.Kind.CONFLICT,
                    Operation.DELETE_USAGE_PLAN,
                    "the plan has stages");
            keysOfPlan.remove(planId);
            return plans.remove(planId);
        });
    }

    @Override
    public ExistingKey createApiKey(ApiKey key, KeyValue value, Map<String, String> owner) {
        return calls.make(Operation.CREATE_API_KEY, key.name(), () -> {
            refuse(
                    values.containsValue(value),
                    AwsFailure.Kind.ALREADY_EXISTS,
                    Operation.CREATE_API_KEY,
                    "a key has this value");
            var id = "key" + ++ids;
            var stored = key.withPlanIds(new TreeSet<>());
            keys.put(id, stored);
            values.put(id, value);
            tags.put(id, owner);
            return new ExistingKey(id, stored);
        });
    }

    @Override
    public List<String> importApiKeys(List<Import> rows) {
        var names = rows.stream().map(one -> one.key().name()).toList();
        return calls.make(Operation.IMPORT_API_KEYS, names.toString(), () -> {
            rows.forEach(row -> row.key().planIds().forEach(plan -> there(plans, plan, Operation.IMPORT_API_KEYS)));
            var made = new TreeSet<String>();
            for (var row : rows) {
                var id = values.entrySet().stream()
                        .filter(one -> one.getValue().equals(row.value()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseGet(() -> "key" + ++ids);
                keys.put(id, row.key().withPlanIds(new TreeSet<>()));
                values.put(id, row.value());
                row.key()
                        .planIds()
                        .forEach(plan -> keysOfPlan
                                .computeIfAbsent(plan, _ -> new TreeSet<>())
                                .add(id));
                made.add(id);
            }
            return List.copyOf(made);
        });
    }

    @Override
    public void updateApiKey(String keyId, List<PatchOperation> operations) {
        calls.make(Operation.UPDATE_API_KEY, keyId + " " + operations, () -> {
            var patched = FakePatches.apply(there(keys, keyId, Operation.UPDATE_API_KEY), operations);
            return Optional.ofNullable(keys.put(keyId, patched));
        });
    }

    @Override
    public void deleteApiKey(String keyId) {
        calls.make(Operation.DELETE_API_KEY, keyId, () -> {
            there(keys, keyId, Operation.DELETE_API_KEY);
            keysOfPlan.values().forEach(all -> all.remove(keyId));
            values.remove(keyId);
            return keys.remove(keyId);
        });
    }

    @Override
    public void createUsagePlanKey(String planId, String keyId) {
        calls.make(Operation.CREATE_USAGE_PLAN_KEY, planId + " " + keyId, () -> {
            there(plans, planId, Operation.CREATE_USAGE_PLAN_KEY);
            there(keys, keyId, Operation.CREATE_USAGE_PLAN_KEY);
            var added = keysOfPlan.computeIfAbsent(planId, _ -> new TreeSet<>()).add(keyId);
            refuse(!added, AwsFailure.Kind.ALREADY_EXISTS, Operation.CREATE_USAGE_PLAN_KEY, "it is in the plan");
            return added;
        });
    }

    @Override
    public void deleteUsagePlanKey(String planId, String keyId) {
        calls.make(Operation.DELETE_USAGE_PLAN_KEY, planId + " " + keyId, () -> {
            var removed = keysOfPlan.getOrDefault(planId, new TreeSet<>()).remove(keyId);
            refuse(!removed, AwsFailure.Kind.NOT_FOUND, Operation.DELETE_USAGE_PLAN_KEY, "it is not in the plan");
            return removed;
        });
    }

    @Override
    public boolean hasValue(String keyId, KeyValue value) {
        return calls.make(Operation.GET_API_KEY, keyId, () -> Objects.equals(value, values.get(keyId)));
    }

    /** Somebody makes a key that bears what ours bear, but for the tags. */
    public String plantKey(ApiKey key, KeyValue value) {
        var id = "a" + ++ids;
        keys.put(id, key.withPlanIds(new TreeSet<>()));
        values.put(id, value);
        return id;
    }

    /** Somebody makes a plan that bears what ours bear, but for the tags. */
    public String plantPlan(UsagePlan plan) {
        var id = "a" + ++ids;
        plans.put(id, plan);
        return id;
    }

    private SortedSet<String> plansOf(String keyId) {
        var all = new TreeSet<String>();
        keysOfPlan.forEach((plan, members) -> {
            if (members.contains(keyId)) {
                all.add(plan);
            }
        });
        return all;
    }

    private static <T> T there(Map<String, T> things, String id, Operation operation) {
        var thing = things.get(id);
        if (thing == null) {
            throw FakeCalls.failure(AwsFailure.Kind.NOT_FOUND, operation, "no " + id);
        }
        return thing;
    }

    private static <T> Page<T> page(List<T> all, @Nullable String position) {
        var from = position == null ? 0 : Integer.parseInt(position);
        var to = Math.min(all.size(), from + PAGE);
        return new Page<>(all.subList(Math.min(from, to), to), to < all.size() ? "" + to : null);
    }

    @Override
    public Page<ExistingAuthorizer> getAuthorizers(String apiId, @Nullable String position) {
        return calls.make(Operation.GET_AUTHORIZERS, apiId, () -> page(apis.authorizers.of(apiId), position));
    }

    @Override
    public ExistingAuthorizer createAuthorizer(String apiId, Authorizer definition) {
        return calls.make(
                Operation.CREATE_AUTHORIZER,
                apiId + " " + definition.name(),
                () -> apis.authorizers.create(apiId, definition));
    }

    @Override
    public void deleteAuthorizer(String apiId, String authorizerId) {
        calls.make(
                Operation.DELETE_AUTHORIZER,
                apiId + " " + authorizerId,
                () -> apis.authorizers.delete(apiId, authorizerId, apis.methods(apiId)));
    }

    @Override
    public ExistingAuthorizer.Trial testAuthorizer(String apiId, ExistingAuthorizer authorizer) {
        return calls.make(
                Operation.TEST_INVOKE_AUTHORIZER,
                apiId + " " + authorizer.id(),
                () -> apis.authorizers.test(apiId, authorizer.id()));
    }
}
