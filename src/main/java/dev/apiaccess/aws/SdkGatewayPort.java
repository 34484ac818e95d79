// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.port.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.ApiKeysFormat;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.Stage;

/**
 * API Gateway by its REST API, in the largest pages that AWS gives. No object of the SDK that holds a key's value leaves a method, since
 * its toString prints it.
 */
final class SdkGatewayPort implements GatewayPort {

    private static final int PAGE = 500;

    private final Supplier<ApiGatewayClient> client;
    private final Calls calls;
    private final SdkAuthorizers authorizers;

    SdkGatewayPort(Supplier<ApiGatewayClient> client, Calls calls) {
        this.client = client;
        this.calls = calls;
        this.authorizers = new SdkAuthorizers(client, calls);
    }

    @Override
    public Page<ListedApi> getRestApis(@Nullable String position) {
        var answer = calls.call(
                Operation.GET_REST_APIS,
                () -> client().getRestApis(request -> request.limit(PAGE).position(position)));
        return new Page<>(answer.items().stream().map(GatewayMapping::api).toList(), answer.position());
    }

    @Override
    public Optional<Tagged<ListedApi>> getRestApi(String apiId) {
        return calls.find(Operation.GET_REST_API, () -> client().getRestApi(request -> request.restApiId(apiId)))
                .map(answer -> new Tagged<>(GatewayMapping.api(answer), Map.copyOf(answer.tags())));
    }

    @Override
    public Page<Resource> getResources(String apiId, @Nullable String position) {
        var answer = calls.call(
                Operation.GET_RESOURCES,
                () -> client().getResources(request ->
                        request.restApiId(apiId).embed("methods").limit(PAGE).position(position)));
        return new Page<>(answer.items().stream().map(GatewayMapping::resource).toList(), answer.position());
    }

    @Override
    public Page<Deployment> getDeployments(String apiId, @Nullable String position) {
        var answer = calls.call(
                Operation.GET_DEPLOYMENTS,
                () -> client().getDeployments(
                                request -> request.restApiId(apiId).limit(PAGE).position(position)));
        return new Page<>(
                answer.items().stream().map(GatewayMapping::deployment).toList(), answer.position());
    }

    @Override
    public void updateMethod(String apiId, String resourceId, String verb, List<PatchOperation> operations) {
        calls.call(
                Operation.UPDATE_METHOD,
                () -> client().updateMethod(request -> request.restApiId(apiId)
                        .resourceId(resourceId)
                        .httpMethod(verb)
                        .patchOperations(GatewayMapping.patch(operations))));
    }

    @Override
    public ListedApi updateRestApi(String apiId, List<PatchOperation> operations) {
        return GatewayMapping.api(calls.call(
                Operation.UPDATE_REST_API,
                () -> client().updateRestApi(request ->
                        request.restApiId(apiId).patchOperations(GatewayMapping.patch(operations)))));
    }

    @Override
    public Deployment createDeployment(String apiId, String description) {
        var answer = calls.call(
                Operation.CREATE_DEPLOYMENT,
                () -> client().createDeployment(
                                request -> request.restApiId(apiId).description(description)));
        return new Deployment(
                answer.id(), Objects.requireNonNullElse(answer.createdDate(), Instant.EPOCH), description);
    }

    @Override
    public void deleteDeployment(String apiId, String deploymentId) {
        calls.call(
                Operation.DELETE_DEPLOYMENT,
                () -> client().deleteDeployment(
                                request -> request.restApiId(apiId).deploymentId(deploymentId)));
    }

    @Override
    public void updateStage(String apiId, String stage, List<PatchOperation> operations) {
        calls.call(
                Operation.UPDATE_STAGE,
                () -> client().updateStage(request ->
                        request.restApiId(apiId).stageName(stage).patchOperations(GatewayMapping.patch(operations))));
    }

    @Override
    public Optional<String> cloudWatchRole() {
        var answer = calls.call(Operation.GET_ACCOUNT, () -> client().getAccount());
        return Optional.ofNullable(answer.cloudwatchRoleArn()).filter(arn -> !arn.isBlank());
    }

    @Override
    public Map<String, ShownStage> getStages(String apiId) {
        return calls
                .call(Operation.GET_STAGES, () -> client().getStages(request -> request.restApiId(apiId)))
                .item()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Stage::stageName, GatewayMapping::stage));
    }

    @Override
    public Optional<Map<MethodKey, ServedMethod>> getDeployment(String apiId, String deploymentId) {
        return calls.find(
                        Operation.GET_DEPLOYMENT,
                        () -> client().getDeployment(request -> request.restApiId(apiId)
                                .deploymentId(deploymentId)
                                .embed("apisummary")))
                .map(GetDeploymentResponse::apiSummary)
                .filter(summary -> !summary.isEmpty())
                .map(GatewayMapping::methodsOf);
    }

    @Override
    public Optional<Export> getExport(String apiId, String stage) {
        return calls.find(
                        Operation.GET_EXPORT,
                        () -> client().getExport(request -> request.restApiId(apiId)
                                .stageName(stage)
                                .exportType("oas30")
                                .parameters(Map.of("extensions", Exports.EXTENSIONS))
                                .accepts("application/json")))
                .map(answer -> Exports.read(answer.body().asByteArray()));
    }

    @Override
    public Page<ExistingPlan> getUsagePlans(@Nullable String position) {
        var answer = calls.call(
                Operation.GET_USAGE_PLANS,
                () -> client().getUsagePlans(request -> request.limit(PAGE).position(position)));
        return new Page<>(answer.items().stream().map(GatewayMapping::plan).toList(), answer.position());
    }

    @Override
    public Optional<Tagged<ExistingPlan>> getUsagePlan(String planId) {
        return calls.find(Operation.GET_USAGE_PLAN, () -> client().getUsagePlan(request -> request.usagePlanId(planId)))
                .map(answer -> new Tagged<>(GatewayMapping.plan(answer), Map.copyOf(answer.tags())));
    }

    @Override
    public Page<String> getUsagePlansOfKey(String keyId, @Nullable String position) {
        var answer = calls.call(
                Operation.GET_USAGE_PLANS,
                () -> client().getUsagePlans(
                                request -> request.keyId(keyId).limit(PAGE).position(position)));
        return new Page<>(answer.items().stream().map(plan -> plan.id()).toList(), answer.position());
    }

    @Override
    public Page<String> getUsagePlanKeys(String planId, @Nullable String position, KeptValues kept) {
        var answer = calls.call(
                Operation.GET_USAGE_PLAN_KEYS,
                () -> client().getUsagePlanKeys(request ->
                        request.usagePlanId(planId).limit(PAGE).position(position)));
        return new Page<>(
                answer.items().stream()
                        .map(key -> GatewayMapping.keyId(key, kept))
                        .toList(),
                answer.position());
    }

    @Override
    public Page<KeyUsage> getUsage(
            String planId, LocalDate first, LocalDate last, Set<String> keyIds, @Nullable String position) {
        var answer = calls.call(
                Operation.GET_USAGE,
                () -> client().getUsage(request -> request.usagePlanId(planId)
                        .startDate(first.toString())
                        .endDate(last.toString())
                        .limit(PAGE)
                        .position(position)));
        return new Page<>(GatewayMapping.usage(answer.items(), keyIds), answer.position());
    }

    @Override
    public void updateUsage(String planId, String keyId, long left) {
        calls.call(
                Operation.UPDATE_USAGE,
                () -> client().updateUsage(request -> request.usagePlanId(planId)
                        .keyId(keyId)
                        .patchOperations(GatewayMapping.patch(
                                List.of(new PatchOperation("replace", "/remaining", "" + left))))));
    }

    @Override
    public Page<ExistingKey> getApiKeys(@Nullable String position) {
        var answer = calls.call(
                Operation.GET_API_KEYS,
                () -> client().getApiKeys(request ->
                        request.limit(PAGE).position(position).includeValues(false)));
        return new Page<>(answer.items().stream().map(GatewayMapping::key).toList(), answer.position());
    }

    @Override
    public Optional<Tagged<ExistingKey>> getApiKey(String keyId) {
        return calls.find(
                        Operation.GET_API_KEY,
                        () -> client().getApiKey(
                                        request -> request.apiKey(keyId).includeValue(false)))
                .map(answer -> new Tagged<>(GatewayMapping.key(answer), Map.copyOf(answer.tags())));
    }

    @Override
    public boolean hasValue(String keyId, KeyValue value) {
        return calls.find(
                        Operation.GET_API_KEY,
                        () -> client().getApiKey(
                                        request -> request.apiKey(keyId).includeValue(true)))
                .filter(answer -> value.reveal().equals(answer.value()))
                .isPresent();
    }

    @Override
    public ExistingPlan createUsagePlan(UsagePlan plan, Map<String, String> tags) {
        var answer = calls.call(
                Operation.CREATE_USAGE_PLAN,
                () -> client().createUsagePlan(request -> request.name(plan.name())
                        .description(plan.description())
                        .throttle(GatewayMapping.throttle(plan.throttle()))
                        .quota(GatewayMapping.quota(plan.quota()))
                        .apiStages(GatewayMapping.stages(plan.stages()))
                        .tags(tags)));
        return GatewayMapping.plan(answer);
    }

    @Override
    public ExistingPlan updateUsagePlan(String planId, List<PatchOperation> operations) {
        var answer = calls.call(
                Operation.UPDATE_USAGE_PLAN,
                () -> client().updateUsagePlan(request ->
                        request.usagePlanId(planId).patchOperations(GatewayMapping.patch(operations))));
        return GatewayMapping.plan(answer);
    }

    @Override
    public void tagUsagePlan(String planId, Map<String, String> tags) {
        tag("/usageplans/" + planId, tags);
    }

    @Override
    public void tagApiKey(String keyId, Map<String, String> tags) {
        tag("/apikeys/" + keyId, tags);
    }

    private void tag(String path, Map<String, String> tags) {
        var region = client().serviceClientConfiguration().region();
        var arn = "arn:" + region.metadata().partition().id() + ":apigateway:" + region.id() + "::" + path;
        calls.call(
                Operation.TAG_RESOURCE,
                () -> client().tagResource(request -> request.resourceArn(arn).tags(tags)));
    }

    @Override
    public void deleteUsagePlan(String planId) {
        calls.call(Operation.DELETE_USAGE_PLAN, () -> client().deleteUsagePlan(request -> request.usagePlanId(planId)));
    }

    @Override
    public ExistingKey createApiKey(ApiKey key, KeyValue value, Map<String, String> tags) {
        var answer = calls.call(
                Operation.CREATE_API_KEY,
                List.of(value),
                () -> client().createApiKey(request -> request.name(key.name())
                        .description(key.description())
                        .enabled(key.enabled())
                        .value(value.reveal())
                        .tags(tags)));
        return GatewayMapping.key(answer);
    }

    @Override
    public List<String> importApiKeys(List<Import> keys) {
        var answer = calls.call(
                Operation.IMPORT_API_KEYS,
                keys.stream().map(Import::value).toList(),
                () -> client().importApiKeys(request -> request.format(ApiKeysFormat.CSV)
                        .failOnWarnings(true)
                        .body(SdkBytes.fromUtf8String(KeyFile.write(keys)))));
        if (!answer.warnings().isEmpty()) {
            // All or nothing was requested. Only a read shows what was created in spite of a warning.
            throw new AwsFailure(
                    AwsFailure.Kind.AMBIGUOUS,
                    Operation.IMPORT_API_KEYS,
                    "Warnings",
                    answer.warnings().size() + " of " + keys.size() + " keys with warnings",
                    null,
                    null);
        }
        return List.copyOf(answer.ids());
    }

    @Override
    public void updateApiKey(String keyId, List<PatchOperation> operations) {
        calls.call(
                Operation.UPDATE_API_KEY,
                () -> client().updateApiKey(
                                request -> request.apiKey(keyId).patchOperations(GatewayMapping.patch(operations))));
    }

    @Override
    public void deleteApiKey(String keyId) {
        calls.call(Operation.DELETE_API_KEY, () -> client().deleteApiKey(request -> request.apiKey(keyId)));
    }

    @Override
    public void createUsagePlanKey(String planId, String keyId) {
        calls.call(
                Operation.CREATE_USAGE_PLAN_KEY,
                () -> client().createUsagePlanKey(request ->
                        request.usagePlanId(planId).keyId(keyId).keyType("API_KEY")));
    }

    @Override
    public void deleteUsagePlanKey(String planId, String keyId) {
        calls.call(
                Operation.DELETE_USAGE_PLAN_KEY,
                () -> client().deleteUsagePlanKey(
                                request -> request.usagePlanId(planId).keyId(keyId)));
    }

    private ApiGatewayClient client() {
        return client.get();
    }

    @Override
    public Page<ExistingAuthorizer> getAuthorizers(String apiId, @Nullable String position) {
        return authorizers.all(apiId, position);
    }

    @Override
    public ExistingAuthorizer createAuthorizer(String apiId, Authorizer definition) {
        return authorizers.create(apiId, definition);
    }

    @Override
    public void deleteAuthorizer(String apiId, String authorizerId) {
        authorizers.delete(apiId, authorizerId);
    }

    @Override
    public ExistingAuthorizer.Trial testAuthorizer(String apiId, ExistingAuthorizer authorizer) {
        return authorizers.test(apiId, authorizer);
    }
}
