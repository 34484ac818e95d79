// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects with as many entries as the schema admits, in which every rule has to look at everything. */
final class LargestObjects {
    private LargestObjects() {}

    static GenericKubernetesResource policy() {
        Map<String, Object> conditions = Map.of(
                "mfa",
                Map.of("maxAge", "12h"),
                "sourceIps",
                list(32, i -> "2001:db8:aaaa:bbbb:cccc:dddd:" + Integer.toHexString(0x1000 + i) + ":0/112"),
                "notBefore",
                "2026-01-01T00:00:00Z",
                "notAfter",
                "2027-01-01T00:00:00Z");
        return object(
                "ApiAccessPolicy",
                Map.of(
                        "api", Map.of("restApiName", "n".repeat(255), "stages", list(16, i -> padded("stage", i, 128))),
                        "rules",
                                list(
                                        32,
                                        rule -> Map.of(
                                                "name", padded("rule", rule, 63),
                                                "effect", "Allow",
                                                "principals",
                                                        list(4, i -> padded("user/" + "p".repeat(400) + "/u", i, 500)),
                                                "methods",
                                                        List.of(
                                                                "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE",
                                                                "OPTIONS"),
                                                "paths", list(4, i -> padded("/path", i, 256)),
                                                "when", conditions))));
    }

    static GenericKubernetesResource rateLimit() {
        Map<String, Object> rate = Map.of("requests", 10_000_000, "per", "1h");
        return object(
                "ApiRateLimit",
                Map.of(
                        "apis",
                                list(
                                        16,
                                        entry -> Map.of(
                                                "name",
                                                padded("entry", entry, 63),
                                                "restApiName",
                                                "n".repeat(255),
                                                "region",
                                                "eu-west-1",
                                                "stage",
                                                padded("stage", entry, 128),
                                                "methods",
                                                list(
                                                        20,
                                                        i -> Map.of(
                                                                "method",
                                                                "GET",
                                                                "path",
                                                                padded("/path", i, 256),
                                                                "rate",
                                                                rate,
                                                                "burst",
                                                                1_000_000)))),
                        "rate", rate,
                        "burst", 1_000_000,
                        "quota", Map.of("requests", 2_000_000_000, "period", "Month"),
                        "consumers", selector()));
    }

    static GenericKubernetesResource grant() {
        return object(
                "ApiKeyGrant",
                Map.of(
                        "rateLimits",
                                list(10, i -> Map.of("name", padded("limit", i, 63), "namespace", "n".repeat(63))),
                        "secret",
                                Map.of(
                                        "name",
                                        "s".repeat(253),
                                        "keys",
                                        Map.of("value", "v".repeat(253), "id", "i".repeat(253)),
                                        "template",
                                        Map.of("labels", map("l", 63), "annotations", map("a", 1024)))));
    }

    static GenericKubernetesResource protection() {
        Map<String, Object> rate = Map.of("requests", 10_000_000, "per", "1h");
        return object(
                "ApiProtection",
                Map.of(
                        "api", Map.of("restApiName", "n".repeat(255), "stages", list(16, i -> padded("stage", i, 128))),
                        "rules",
                                list(
                                        64,
                                        rule -> Map.of(
                                                "name", padded("rule", rule, 63),
                                                "methods",
                                                        List.of(
                                                                "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE",
                                                                "OPTIONS"),
                                                "paths", list(32, i -> padded("/path", i, 256)),
                                                "authorization", "None",
                                                "reopen", "r".repeat(256))),
                        "fences",
                                list(
                                        32,
                                        fence -> Map.of(
                                                "name",
                                                padded("fence", fence, 63),
                                                "methods",
                                                List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
                                                "paths",
                                                list(32, i -> padded("/path", i, 256)),
                                                "onlyFrom",
                                                largestSources(fence))),
                        "throttle",
                                Map.of(
                                        "eachMethod",
                                        Map.of("rate", rate, "burst", 1_000_000),
                                        "methods",
                                        list(
                                                64,
                                                i -> Map.of(
                                                        "method",
                                                        "GET",
                                                        "path",
                                                        padded("/path", i, 256),
                                                        "rate",
                                                        rate,
                                                        "burst",
                                                        1_000_000))),
                        "alarms",
                                list(
                                        10,
                                        alarm -> Map.of(
                                                "name",
                                                padded("alarm", alarm, 63),
                                                "metric",
                                                "4XXError",
                                                "above",
                                                9_999_999,
                                                "within",
                                                "15m",
                                                "notify",
                                                list(5, i -> padded("arn:aws:sns:eu-west-1:111122223333:t", i, 291)))),
                        "logging",
                                Map.of(
                                        "access",
                                        Map.of(
                                                "destinationArn",
                                                "arn:aws:logs:eu-west-1:111122223333:log-group:" + "g".repeat(512),
                                                "customFormat",
                                                "$context.requestId" + " ".repeat(2982)))));
    }

    /** Four ranges of addresses, which are 128 in all fences. */
    private static Map<String, Object> largestSources(int fence) {
        return Map.of(
                "sourceIps",
                list(4, i -> "2001:db8:aaaa:bbbb:cccc:" + Integer.toHexString(0x1000 + fence) + ":100" + i + ":0/112"),
                "vpcEndpoints",
                list(64, i -> "vpce-%017x".formatted(i)),
                "vpcs",
                list(64, i -> "vpc-%017x".formatted(i)),
                "organizations",
                list(16, i -> "o-" + "o".repeat(28) + Integer.toHexString(0x1000 + i)),
                "accounts",
                list(64, i -> String.valueOf(111_122_220_000L + i)),
                "principals",
                list(32, i -> padded("arn:aws:iam::111122223333:role/" + "p".repeat(100) + "/r", i, 200)));
    }

    static GenericKubernetesResource connection() {
        return object(
                "AwsConnection",
                Map.of(
                        "accountId",
                        "111122223333",
                        "regions",
                        list(32, i -> "eu-west-" + (i + 1)),
                        "tenants",
                        list(
                                64,
                                tenant -> Map.of(
                                        "name", padded("tenant", tenant, 63),
                                        "namespaces", Map.of("matchLabels", map("l", 63)),
                                        "apis", list(32, i -> Map.of("restApiName", padded("api*", i, 100))),
                                        "principals", list(32, i -> padded("role/apps/*", i, 100)),
                                        "may", List.of("Grant", "Deny", "RateLimit", "Key")))));
    }

    private static Map<String, Object> selector() {
        return Map.of(
                "matchLabels",
                map("l", 63),
                "matchExpressions",
                list(
                        16,
                        i -> Map.of(
                                "key",
                                "label" + i,
                                "operator",
                                "In",
                                "values",
                                list(32, value -> padded("v", value, 63)))));
    }

    private static <T> List<T> list(int size, IntFunction<T> entry) {
        return IntStream.range(0, size).mapToObj(entry).toList();
    }

    private static Map<String, String> map(String key, int length) {
        return IntStream.range(0, 16)
                .boxed()
                .collect(Collectors.toMap(
                        i -> key + i, i -> padded("v", i, length), (one, other) -> one, LinkedHashMap::new));
    }

    private static String padded(String prefix, int number, int length) {
        String start = prefix + number + "x";
        return start + "x".repeat(length - start.length());
    }

    private static GenericKubernetesResource object(String kind, Map<String, Object> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("apiaccess.dev/v1alpha1")
                .withKind(kind)
                .withNewMetadata()
                .withName("largest")
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }
}
