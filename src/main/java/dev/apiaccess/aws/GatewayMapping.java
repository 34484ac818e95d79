// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static java.util.Objects.requireNonNullElse;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.KeptValues;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CanarySettings;
import software.amazon.awssdk.services.apigateway.model.CreateApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.IpAddressType;
import software.amazon.awssdk.services.apigateway.model.MethodSnapshot;
import software.amazon.awssdk.services.apigateway.model.QuotaSettings;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.ThrottleSettings;
import software.amazon.awssdk.services.apigateway.model.UpdateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.UsagePlanKey;

/** Maps API Gateway's requests and answers to our values; key values are left out. */
final class GatewayMapping {

    /** What API Gateway writes into an entry of settings, in seconds and as a strategy. */
    private static final int CACHE_TTL = 300;

    private static final String CACHE_STRATEGY = "SUCCEED_WITH_RESPONSE_HEADER";

    private GatewayMapping() {}

    static ExistingPlan plan(software.amazon.awssdk.services.apigateway.model.UsagePlan it) {
        return plan(it.id(), it.name(), it.description(), it.throttle(), it.quota(), it.apiStages());
    }

    static ExistingPlan plan(GetUsagePlanResponse it) {
        return plan(it.id(), it.name(), it.description(), it.throttle(), it.quota(), it.apiStages());
    }

    static ExistingPlan plan(CreateUsagePlanResponse it) {
        return plan(it.id(), it.name(), it.description(), it.throttle(), it.quota(), it.apiStages());
    }

    static ExistingPlan plan(UpdateUsagePlanResponse it) {
        return plan(it.id(), it.name(), it.description(), it.throttle(), it.quota(), it.apiStages());
    }

    static ExistingKey key(software.amazon.awssdk.services.apigateway.model.ApiKey it) {
        return key(it.id(), it.name(), it.description(), it.enabled());
    }

    static ExistingKey key(GetApiKeyResponse it) {
        return key(it.id(), it.name(), it.description(), it.enabled());
    }

    static ExistingKey key(CreateApiKeyResponse it) {
        return key(it.id(), it.name(), it.description(), it.enabled());
    }

    static @Nullable ThrottleSettings throttle(@Nullable Throttle throttle) {
        return throttle == null
                ? null
                : ThrottleSettings.builder()
                        .rateLimit(throttle.rateLimit())
                        .burstLimit(throttle.burstLimit())
                        .build();
    }

    static @Nullable QuotaSettings quota(@Nullable Quota quota) {
        return quota == null
                ? null
                : QuotaSettings.builder()
                        .limit(quota.limit())
                        .period(quota.period().name())
                        .build();
    }

    static List<software.amazon.awssdk.services.apigateway.model.ApiStage> stages(
            SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages) {
        return stages.entrySet().stream()
                .map(entry -> {
                    var methods = new HashMap<String, ThrottleSettings>();
                    entry.getValue().forEach((method, limit) -> methods.put(method.text(), throttle(limit)));
                    return software.amazon.awssdk.services.apigateway.model.ApiStage.builder()
                            .apiId(entry.getKey().apiId())
                            .stage(entry.getKey().stage())
                            .throttle(methods.isEmpty() ? null : methods)
                            .build();
                })
                .toList();
    }

    static List<software.amazon.awssdk.services.apigateway.model.PatchOperation> patch(
            List<PatchOperation> operations) {
        return operations.stream()
                .map(operation -> software.amazon.awssdk.services.apigateway.model.PatchOperation.builder()
                        .op(operation.op())
                        .path(operation.path())
                        .value(operation.value())
                        .build())
                .toList();
    }

    /**
     * Days of {@code [used, left]} by key. The SDK documents the keys of this map as API key values; in practice they are ids. Only known
     * ids get out, and a key with a day in another form counts as unknown.
     */
    static List<KeyUsage> usage(Map<String, List<List<Long>>> byKey, Set<String> keyIds) {
        return byKey.entrySet().stream()
                .filter(entry -> keyIds.contains(entry.getKey()))
                .filter(entry ->
                        !entry.getValue().isEmpty() && entry.getValue().stream().allMatch(day -> day.size() == 2))
                .map(entry -> new KeyUsage(
                        entry.getKey(),
                        entry.getValue().stream().mapToLong(List::getFirst).sum(),
                        entry.getValue().getLast().getLast()))
                .toList();
    }

    /** The id of a key in a plan. Its value stays here: only whether it equals the stored one gets out. */
    static String keyId(UsagePlanKey key, KeptValues kept) {
        var value = key.value();
        if (value != null) {
            kept.of(key.id(), requireNonNullElse(key.name(), ""))
                    .forEach(one -> one.told().accept(one.value().reveal().equals(value)));
        }
        return key.id();
    }

    static ListedApi api(software.amazon.awssdk.services.apigateway.model.RestApi it) {
        return api(
                it.id(),
                it.name(),
                it.policy(),
                it.endpointConfiguration(),
                it.disableExecuteApiEndpoint(),
                it.apiKeySourceAsString(),
                state(it.apiStatusAsString(), it.apiStatusMessage()));
    }

    static ListedApi api(GetRestApiResponse it) {
        return api(
                it.id(),
                it.name(),
                it.policy(),
                it.endpointConfiguration(),
                it.disableExecuteApiEndpoint(),
                it.apiKeySourceAsString(),
                state(it.apiStatusAsString(), it.apiStatusMessage()));
    }

    static ListedApi api(UpdateRestApiResponse it) {
        return api(
                it.id(),
                it.name(),
                it.policy(),
                it.endpointConfiguration(),
                it.disableExecuteApiEndpoint(),
                it.apiKeySourceAsString(),
                state(it.apiStatusAsString(), it.apiStatusMessage()));
    }

    /** The types of the three answers have nothing in common but the names of their fields. */
    private static ListedApi api(
            String id,
            @Nullable String name,
            @Nullable String policy,
            @Nullable EndpointConfiguration endpoint,
            @Nullable Boolean isDefaultDisabled,
            @Nullable String keySource,
            ListedApi.State state) {
        return new ListedApi(
                new RestApi(id, requireNonNullElse(name, "")),
                ResourcePolicies.listed(policy),
                endpoint(endpoint),
                !Boolean.TRUE.equals(isDefaultDisabled),
                requireNonNullElse(keySource, ""),
                state);
    }

    private static ListedApi.State state(@Nullable String status, @Nullable String message) {
        return new ListedApi.State(requireNonNullElse(status, ""), requireNonNullElse(message, ""));
    }

    private static ListedApi.Endpoint endpoint(@Nullable EndpointConfiguration it) {
        if (it == null) {
            return new ListedApi.Endpoint(ListedApi.EndpointType.EDGE, false);
        }
        var type = it.types().contains(EndpointType.PRIVATE)
                ? ListedApi.EndpointType.PRIVATE
                : it.types().contains(EndpointType.REGIONAL)
                        ? ListedApi.EndpointType.REGIONAL
                        : ListedApi.EndpointType.EDGE;
        return new ListedApi.Endpoint(type, it.ipAddressType() == IpAddressType.DUALSTACK);
    }

    static ShownStage stage(Stage it) {
        return new ShownStage(
                requireNonNullElse(it.deploymentId(), ""),
                Optional.ofNullable(it.canarySettings()).map(CanarySettings::deploymentId),
                Optional.ofNullable(it.webAclArn()),
                Optional.ofNullable(it.accessLogSettings())
                        .filter(log -> log.destinationArn() != null && log.format() != null)
                        .map(log -> new ShownStage.AccessLog(log.destinationArn(), log.format())),
                settings(it.methodSettings()));
    }

    private static SortedMap<MethodKey, MethodSetting> settings(
            Map<String, software.amazon.awssdk.services.apigateway.model.MethodSetting> all) {
        var settings = new TreeMap<MethodKey, MethodSetting>();
        all.forEach((key, it) -> settings.put(
                method(key),
                new MethodSetting(
                        throttle(it.throttlingRateLimit(), it.throttlingBurstLimit()),
                        Boolean.TRUE.equals(it.metricsEnabled()),
                        requireNonNullElse(it.loggingLevel(), "OFF"),
                        Boolean.TRUE.equals(it.dataTraceEnabled()),
                        more(it))));
        return settings;
    }

    /** What differs from what API Gateway writes into each entry. */
    private static String more(software.amazon.awssdk.services.apigateway.model.MethodSetting it) {
        var more = new StringJoiner(",");
        if (Boolean.TRUE.equals(it.cachingEnabled())) {
            more.add("caching");
        }
        if (Boolean.TRUE.equals(it.cacheDataEncrypted())) {
            more.add("encrypted");
        }
        if (it.cacheTtlInSeconds() != null && it.cacheTtlInSeconds() != CACHE_TTL) {
            more.add("ttl " + it.cacheTtlInSeconds());
        }
        if (Boolean.FALSE.equals(it.requireAuthorizationForCacheControl())) {
            more.add("unauthorized");
        }
        var strategy = it.unauthorizedCacheControlHeaderStrategyAsString();
        if (strategy != null && !strategy.equals(CACHE_STRATEGY)) {
            more.add(strategy);
        }
        return more.toString();
    }

    /** API Gateway shows what nobody limited as a negative number, or not at all. */
    private static Optional<Throttle> throttle(@Nullable Double rate, @Nullable Integer burst) {
        return rate == null || burst == null || rate < 0 || burst < 0
                ? Optional.empty()
                : Optional.of(new Throttle(rate, burst));
    }

    static GatewayPort.Resource resource(software.amazon.awssdk.services.apigateway.model.Resource it) {
        var methods = new HashMap<String, ConfiguredMethod>();
        it.resourceMethods().forEach((verb, method) -> methods.put(verb, configured(it.id(), method)));
        return new GatewayPort.Resource(requireNonNullElse(it.path(), ""), Map.copyOf(methods));
    }

    /** What is left of an authorizer under another type decides nothing. */
    private static ConfiguredMethod configured(
            String resourceId, software.amazon.awssdk.services.apigateway.model.Method method) {
        var authorization = requireNonNullElse(method.authorizationType(), "");
        var decidesItself = authorization.equals("NONE") || authorization.equals("AWS_IAM");
        return new ConfiguredMethod(
                resourceId,
                authorization,
                decidesItself ? "" : requireNonNullElse(method.authorizerId(), ""),
                decidesItself ? new TreeSet<>() : new TreeSet<>(method.authorizationScopes()),
                Boolean.TRUE.equals(method.apiKeyRequired()));
    }

    static GatewayPort.Deployment deployment(software.amazon.awssdk.services.apigateway.model.Deployment it) {
        return new GatewayPort.Deployment(
                it.id(), requireNonNullElse(it.createdDate(), Instant.EPOCH), requireNonNullElse(it.description(), ""));
    }

    /** Deployed methods, with what the answer says of each. */
    static Map<MethodKey, ServedMethod> methodsOf(Map<String, Map<String, MethodSnapshot>> summary) {
        var methods = new HashMap<MethodKey, ServedMethod>();
        summary.forEach((path, verbs) -> verbs.forEach((verb, method) -> methods.put(
                new MethodKey(path, verb),
                new ServedMethod(
                        requireNonNullElse(method.authorizationType(), ""),
                        Boolean.TRUE.equals(method.apiKeyRequired())))));
        return Map.copyOf(methods);
    }

    /**
     * API Gateway echoes the key of a method's limit as it was once written: {@code /orders/GET}, {@code orders/GET} and
     * {@code ~1orders/GET} are one method, {@code //GET} is the root's.
     */
    static MethodKey method(String echoed) {
        var text = echoed.replace("~1", "/").replace("~0", "~");
        var verb = text.lastIndexOf('/') + 1;
        var path = text.substring(0, Math.max(0, verb - 1)).replaceFirst("^/+", "");
        return new MethodKey("/" + path, text.substring(verb));
    }

    private static ExistingPlan plan(
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable ThrottleSettings throttle,
            @Nullable QuotaSettings quota,
            List<software.amazon.awssdk.services.apigateway.model.ApiStage> apiStages) {
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        for (var stage : apiStages) {
            stages.put(new ApiStage(stage.apiId(), stage.stage()), methods(stage.throttle()));
        }
        return new ExistingPlan(
                id,
                new UsagePlan(
                        requireNonNullElse(name, ""),
                        requireNonNullElse(description, ""),
                        limits(throttle),
                        limits(quota),
                        stages));
    }

    private static SortedMap<MethodKey, Throttle> methods(Map<String, ThrottleSettings> byKey) {
        var methods = new TreeMap<MethodKey, Throttle>();
        byKey.forEach((key, settings) -> {
            var limits = limits(settings);
            if (limits != null) {
                methods.put(method(key), limits);
            }
        });
        return methods;
    }

    /** A half that is absent is 0, the service's own default; both absent is no limit at all. */
    private static @Nullable Throttle limits(@Nullable ThrottleSettings settings) {
        return settings == null || (settings.rateLimit() == null && settings.burstLimit() == null)
                ? null
                : new Throttle(
                        requireNonNullElse(settings.rateLimit(), 0.0), requireNonNullElse(settings.burstLimit(), 0));
    }

    private static @Nullable Quota limits(@Nullable QuotaSettings settings) {
        if (settings == null || settings.limit() == null || settings.period() == null) {
            return null;
        }
        var offset = requireNonNullElse(settings.offset(), 0);
        return switch (settings.period()) {
            case DAY -> new Quota(settings.limit(), Quota.Period.DAY, offset);
            case WEEK -> new Quota(settings.limit(), Quota.Period.WEEK, offset);
            case MONTH -> new Quota(settings.limit(), Quota.Period.MONTH, offset);
            case UNKNOWN_TO_SDK_VERSION -> null;
        };
    }

    private static ExistingKey key(
            String id, @Nullable String name, @Nullable String description, @Nullable Boolean enabled) {
        return new ExistingKey(
                id,
                new ApiKey(
                        requireNonNullElse(name, ""),
                        requireNonNullElse(description, ""),
                        Boolean.TRUE.equals(enabled),
                        new TreeSet<>()));
    }
}
