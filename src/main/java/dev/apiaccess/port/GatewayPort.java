// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UsagePlan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * API Gateway (REST APIs) of one account and region. Every method is one call and throws {@link AwsFailure}. Key values are never returned,
 * also where AWS returns them.
 */
public interface GatewayPort {

    Page<ListedApi> getRestApis(@Nullable String position);

    /** GetRestApi with its tags; empty when there is none. */
    Optional<Tagged<ListedApi>> getRestApi(String apiId);

    /** GetResources with their methods: one page. */
    Page<Resource> getResources(String apiId, @Nullable String position);

    /**
     * A resource of the present configuration.
     *
     * @param methods by verb, {@code ANY} as one of its own
     */
    record Resource(String path, Map<String, ConfiguredMethod> methods) {}

    /** GetDeployments: one page, in no order that AWS promises. */
    Page<Deployment> getDeployments(String apiId, @Nullable String position);

    /** A deployment of an API. */
    record Deployment(String id, Instant createdAt, String description) {}

    /** UpdateMethod. */
    void updateMethod(String apiId, String resourceId, String verb, List<PatchOperation> operations);

    /** UpdateRestApi; the answer is the API as it is afterwards. */
    ListedApi updateRestApi(String apiId, List<PatchOperation> operations);

    /** CreateDeployment without a stage: with one, AWS makes a stage that is gone. */
    Deployment createDeployment(String apiId, String description);

    /** DeleteDeployment: AWS refuses where a stage shows it. */
    void deleteDeployment(String apiId, String deploymentId);

    /** UpdateStage. */
    void updateStage(String apiId, String stage, List<PatchOperation> operations);

    /** GetAccount: ARN of the role with which the region writes logs to CloudWatch; empty where it has none. */
    Optional<String> cloudWatchRole();

    /** GetStages: the stages of an API by name. */
    Map<String, ShownStage> getStages(String apiId);

    /** GetDeployment with its summary: the methods that it deployed. Empty when there is no such deployment, or its methods are not shown. */
    Optional<Map<MethodKey, ServedMethod>> getDeployment(String apiId, String deploymentId);

    /** GetExport: what a stage has deployed beyond what its deployment shows. Empty when there is no such stage. */
    Optional<Export> getExport(String apiId, String stage);

    /**
     * An export.
     *
     * @param policy the resource policy as it was deployed, its resources written out; empty where there is none
     * @param authorizers of the methods that have one, as they were deployed
     */
    record Export(Optional<String> policy, Map<MethodKey, DeployedAuthorizer> authorizers) {

        /** One of an API without authorizers. */
        public Export(Optional<String> policy) {
            this(policy, Map.of());
        }
    }

    /** GetAuthorizers: one page of the authorizers of the present configuration; none of them was tried. */
    Page<ExistingAuthorizer> getAuthorizers(String apiId, @Nullable String position);

    /** CreateAuthorizer. */
    ExistingAuthorizer createAuthorizer(String apiId, Authorizer definition);

    /** DeleteAuthorizer: AWS refuses where a method of the present configuration has it. */
    void deleteAuthorizer(String apiId, String authorizerId);

    /**
     * TestInvokeAuthorizer, with a call that bears something in each of its identity sources. Whatever is answered, nobody is let in by it.
     */
    Trial testAuthorizer(String apiId, ExistingAuthorizer authorizer);

    Page<ExistingPlan> getUsagePlans(@Nullable String position);

    /** GetUsagePlan with its tags; empty when there is none. */
    Optional<Tagged<ExistingPlan>> getUsagePlan(String planId);

    /** GetUsagePlans for one key: one page of the ids of the plans that the key is in. */
    Page<String> getUsagePlansOfKey(String keyId, @Nullable String position);

    /** GetUsagePlanKeys: one page of the ids of the keys in a plan. */
    default Page<String> getUsagePlanKeys(String planId, @Nullable String position) {
        return getUsagePlanKeys(planId, position, KeptValues.NONE);
    }

    /**
     * GetUsagePlanKeys, whose answer shows the values of the keys.
     *
     * @param kept values to compare them with before they are dropped
     */
    Page<String> getUsagePlanKeys(String planId, @Nullable String position, KeptValues kept);

    /**
     * GetUsage: one page of the usage of a plan's quota by keys, from one day to the other, both included.
     *
     * @param keyIds the requested keys: AWS may name others by their values, so any other is dropped at once
     */
    Page<KeyUsage> getUsage(
            String planId, LocalDate first, LocalDate last, Set<String> keyIds, @Nullable String position);

    /**
     * UpdateUsage: sets what a key has left of a plan's quota in the current period. AWS documents it as an extension, so only another read
     * shows whether it also reduces.
     */
    void updateUsage(String planId, String keyId, long left);

    /** GetApiKeys: one page; the plans of a key are not known here, {@link ApiKey#planIds()} is empty. */
    Page<ExistingKey> getApiKeys(@Nullable String position);

    /** GetApiKey with its tags; the plans of the key are not known here. Empty when there is none. */
    Optional<Tagged<ExistingKey>> getApiKey(String keyId);

    /**
     * GetApiKey with its value, which is compared where the answer is read and dropped. Whether the key has this value; false when there is
     * no such key.
     */
    boolean hasValue(String keyId, KeyValue value);

    /** A thing with the tags that only single reads return. */
    record Tagged<T>(T value, Map<String, String> tags) {}

    /** CreateUsagePlan with its complete content, so that no update has to follow. */
    ExistingPlan createUsagePlan(UsagePlan plan, Map<String, String> tags);

    /** UpdateUsagePlan; AWS allows one in 20 seconds for an account and region. */
    ExistingPlan updateUsagePlan(String planId, List<PatchOperation> operations);

    void deleteUsagePlan(String planId);

    /** CreateApiKey with our value; the memberships of {@code key} are not made. */
    ExistingKey createApiKey(ApiKey key, KeyValue value, Map<String, String> tags);

    /** A key to import: unlike a created one it is put into the plans of {@code key} at once. */
    record Import(ApiKey key, KeyValue value) {}

    /**
     * ImportApiKeys: creates all of them, or none and throws {@link AwsFailure}. An existing key with one of these values is overwritten,
     * whatever its owner: only for secret values that no other key can have. Imported keys bear no tags.
     *
     * @return their ids, in no order that AWS promises
     */
    List<String> importApiKeys(List<Import> keys);

    void updateApiKey(String keyId, List<PatchOperation> operations);

    void deleteApiKey(String keyId);

    /** TagResource on a usage plan: sets these tags and leaves others as they are. */
    void tagUsagePlan(String planId, Map<String, String> tags);

    /** TagResource on an API key: sets these tags and leaves others as they are. */
    void tagApiKey(String keyId, Map<String, String> tags);

    /** CreateUsagePlanKey: puts a key into a plan. */
    void createUsagePlanKey(String planId, String keyId);

    /** DeleteUsagePlanKey: takes a key out of a plan. */
    void deleteUsagePlanKey(String planId, String keyId);
}
