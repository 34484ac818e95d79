// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a key has used of its quota, from the calls that AWS lets through to the status of its grant. */
@Execution(ExecutionMode.CONCURRENT)
class QuotaIT {

    /** Two requests are five percent. */
    private static final String TRIAL = manifest("ApiRateLimit", "trial", """
            apis: [{name: quotes, restApiName: quotes, stage: prod}]
            quota: {requests: 40, period: Month}
            """);

    private static final String KEY = manifest("ApiKeyGrant", "app", """
            rateLimits: [{name: trial}]
            secret: {name: app-key}
            """);

    private static final String FIVE = manifest("ApiRateLimit", "trial", """
            apis: [{name: quotes, restApiName: quotes, stage: prod}]
            quota: {requests: 5, period: Month}
            """);

    private static final String FREE = manifest("ApiRateLimit", "free", """
            apis: [{name: quotes, restApiName: quotes, stage: prod}]
            rate: {requests: 100, per: 1s}
            burst: 100
            """);

    private static final String AT_ONCE = manifest("ApiKeyGrant", "app", """
            rateLimits: [{name: trial}]
            rotation: {overlap: 0s}
            secret: {name: app-key}
            """);

    @Test
    void aGrantSaysInStepsHowMuchOfItsQuotaIsUsed() {
        try (var scene = new Scene("quota")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(TRIAL).apply(KEY);
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));
            awaitQuota(scene, "False", "QuotaLeft");
            assertThat(summary(scene)).isEqualTo("Secret app-key in trial, 0 % of its quota");

            assertThat(calls(scene, quotes, value, 32)).containsOnly(200);

            var low = awaitQuota(scene, "True", "QuotaLow");
            assertThat(low.getMessage())
                    .isEqualTo("80 % of 40 a month used in ApiRateLimit " + scene.namespace() + "/trial");
            assertThat(summary(scene)).isEqualTo("Secret app-key in trial, 80 % of its quota");
            assertThat(scene.rig().operator().get("/q/metrics"))
                    .containsPattern("apiaccess_key_quota_used_ratio (0\\.[89]|1\\.0)")
                    .containsPattern("apiaccess_keys_quota_low [1-9]");

            var before = version(scene);
            assertThat(calls(scene, quotes, value, 1)).containsOnly(200);
            scene.awaitSweeps(3);
            assertThat(version(scene)).as("nothing is written within a step").isEqualTo(before);
            assertOneCallForALook(scene);

            assertThat(calls(scene, quotes, value, 8)).startsWith(200).endsWith(200, 429);
            var end = awaitQuota(scene, "True", "QuotaUsedUp");
            assertThat(end.getMessage()).startsWith("100 % of 40 a month used").contains("until the next month");
            assertThat(end.getLastTransitionTime()).as("it was low before").isEqualTo(low.getLastTransitionTime());
            assertThat(summary(scene)).isEqualTo("Secret app-key in trial, 100 % of its quota");
            assertThat(scene.condition(ApiKeyGrant.class, "app", "Ready"))
                    .map(Condition::getStatus)
                    .contains("True");
            assertThat(scene.rig().operator().get("/q/metrics"))
                    .contains("apiaccess_key_quota_used_ratio 1.0")
                    .containsPattern("apiaccess_keys_quota_used_up [1-9]");
            scene.await("events", () -> events(scene).containsAll(List.of("QuotaLow", "QuotaUsedUp")));

            withoutTheRightToAsk(scene);
        }
    }

    /** Neither another key nor another grant is another budget. */
    @Test
    void whatIsUsedUpStaysUsedUp() {
        try (var scene = new Scene("carried")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(FIVE).apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            var first = value(scene);
            assertThat(calls(scene, quotes, first, 6)).containsExactly(200, 200, 200, 200, 200, 429);

            var second = rotated(scene, "one");
            assertThat(calls(scene, quotes, second, 1)).containsExactly(429);
            scene.await("the old key is gone", () -> scene.account().call(quotes, "quotes", first) == 403);
            scene.await("it is noted", () -> carried(scene).equals("5"));

            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            var third = value(scene);
            assertThat(third).isNotEqualTo(second);
            assertThat(calls(scene, quotes, third, 1)).containsExactly(429);
            scene.apply(AT_ONCE.replace("name: app", "name: other").replace("app-key", "other-key"));
            scene.awaitReady(ApiKeyGrant.class, "other");
            assertThat(calls(scene, quotes, Objects.requireNonNull(scene.secret("other-key", "value")), 1))
                    .as("a grant beside it has its own quota: nobody is charged twice")
                    .containsExactly(200);
            assertThat(scene.condition(ApiKeyGrant.class, "app", "QuotaCarried"))
                    .isEmpty();
        }
    }

    /** A tier is left before the grant is deleted, or for a while: neither is another budget. */
    @Test
    void whoLeavesATierTakesNothingBack() {
        try (var scene = new Scene("leaves")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(FIVE).apply(FREE).apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(calls(scene, quotes, value(scene), 2)).containsOnly(200);

            scene.apply(AT_ONCE.replace("{name: trial}", "{name: free}"));
            scene.await("it is noted", () -> carried(scene).equals("2"));
            scene.await("it is out of the plan", () -> keys(scene, "trial") == 0 && keys(scene, "free") == 1);
            scene.apply(AT_ONCE);
            scene.await(
                    "it is back",
                    () -> keys(scene, "trial") == 1 && carried(scene).equals("0"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Ready");
            assertThat(calls(scene, quotes, value(scene), 4)).containsExactly(200, 200, 200, 429);

            scene.apply(AT_ONCE.replace("{name: trial}", "{name: free}"));
            scene.await("it is noted again", () -> carried(scene).equals("5"));
            scene.await("it is out of the plan again", () -> keys(scene, "trial") == 0);
            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(calls(scene, quotes, value(scene), 1)).containsExactly(429);
        }
    }

    /** Part of it is used: part of it is left, to the last request. */
    @Test
    void theNextKeyHasWhatIsLeft() {
        try (var scene = new Scene("left")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(FIVE).apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(calls(scene, quotes, value(scene), 2)).containsOnly(200);

            var second = rotated(scene, "one");

            assertThat(calls(scene, quotes, second, 4)).containsExactly(200, 200, 200, 429);
        }
    }

    /** The other of two things that AWS may do. */
    @Test
    void whereAwsDoesNotLowerTheGrantSaysHowMuch() {
        try (var scene = new Scene("raised")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.rig()
                    .emulator()
                    .fault(Fault.always("UpdateUsage", new Fault.Effect.OnlyRaises())
                            .in(scene.account().id()));
            scene.connected().apply(FIVE).apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(calls(scene, quotes, value(scene), 4)).containsOnly(200);

            var second = rotated(scene, "one");

            scene.await(
                    "it is told",
                    () -> scene.condition(ApiKeyGrant.class, "app", "QuotaCarried")
                            .filter(one -> one.getReason().equals("QuotaNotCarried"))
                            .isPresent());
            assertThat(scene.condition(ApiKeyGrant.class, "app", "QuotaCarried"))
                    .map(Condition::getMessage)
                    .hasValueSatisfying(message -> assertThat(message)
                            .startsWith("4 of 5 in ApiRateLimit " + scene.namespace() + "/trial for the month from ")
                            .endsWith("AWS did not lower what is left of it"));
            assertThat(calls(scene, quotes, second, 6)).containsExactly(200, 200, 200, 200, 200, 429);
            scene.await("events", () -> events(scene).contains("QuotaNotCarried"));
        }
    }

    /** The right came with a later version than the policy that somebody applied. */
    @Test
    void withoutTheRightKeysAreHandedOverAllTheSame() {
        try (var scene = new Scene("unright")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.rig()
                    .emulator()
                    .fault(Fault.always(
                                    "UpdateUsage", new Fault.Effect.Before(403, "AccessDeniedException", "not allowed"))
                            .in(scene.account().id()));
            scene.connected().apply(FIVE).apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(calls(scene, quotes, value(scene), 4)).containsOnly(200);

            var second = rotated(scene, "one");

            assertThat(calls(scene, quotes, second, 1)).containsExactly(200);
            scene.awaitReason(ApiKeyGrant.class, "app", "Ready");
            assertThat(scene.condition(ApiKeyGrant.class, "app", "QuotaCarried"))
                    .map(Condition::getMessage)
                    .hasValueSatisfying(message -> assertThat(message).contains("UpdateUsage"));
        }
    }

    @Test
    void aTierGivesANamespaceSoManyKeys() {
        try (var scene = new Scene("places")) {
            scene.account().api("quotes", "quotes", true);
            scene.connected()
                    .apply(FIVE.replace("spec:\n", "spec:\n  maxKeysPerNamespace: 1\n"))
                    .apply(AT_ONCE);
            scene.awaitReady(ApiKeyGrant.class, "app");
            scene.apply(AT_ONCE.replace("name: app", "name: late").replace("app-key", "late-key"));

            scene.awaitReason(ApiKeyGrant.class, "late", "LimitReached");
            assertThat(scene.condition(ApiKeyGrant.class, "late", "Ready"))
                    .map(Condition::getMessage)
                    .contains("ApiRateLimit " + scene.namespace() + "/trial gives namespace " + scene.namespace()
                            + " 1 key (maxKeysPerNamespace), and 1 comes first: delete a grant that is not needed,"
                            + " or ask its owner for more");
            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitReady(ApiKeyGrant.class, "late");
        }
    }

    /** Usage that cannot be read holds up nothing else, and is said once. */
    private static void withoutTheRightToAsk(Scene scene) {
        var version = version(scene);
        scene.rig()
                .emulator()
                .fault(Fault.always("GetUsage", new Fault.Effect.Before(403, "AccessDeniedException", "no"))
                        .in(scene.account().id()));
        scene.await(
                "refused twice",
                () -> usages(scene).stream()
                                .filter(call -> call.status() == 403)
                                .count()
                        > 1);

        assertThat(scene.condition(AwsConnection.class, scene.namespace(), "Ready"))
                .map(Condition::getStatus)
                .contains("True");
        assertThat(version(scene)).as("what was known stays").isEqualTo(version);
        assertThat(scene.rig()
                        .operator()
                        .log()
                        .split(
                                "use of quotas could not be read in account "
                                        + scene.account().id(),
                                -1))
                .as("said once")
                .hasSize(2);
    }

    private static void assertOneCallForALook(Scene scene) {
        var looks = scene.account().operatorCalls().stream()
                .filter(call -> call.operation().equals("GetUsagePlans"))
                .count();
        assertThat(usages(scene)).hasSizeLessThanOrEqualTo((int) looks);
    }

    private static List<RecordedCall> usages(Scene scene) {
        return scene.account().operatorCalls().stream()
                .filter(call -> call.operation().equals("GetUsage"))
                .toList();
    }

    private static String value(Scene scene) {
        return Objects.requireNonNull(scene.secret("app-key", "value"));
    }

    private static int keys(Scene scene, String tier) {
        return scene.get(ApiRateLimit.class, tier)
                .map(CustomResource::getStatus)
                .map(status -> Objects.requireNonNullElse(status.keys(), 0))
                .orElse(0);
    }

    private static String rotated(Scene scene, String request) {
        var old = value(scene);
        scene.annotate(ApiKeyGrant.class, "app", Map.of(Annotations.ROTATE_REQUESTED_AT, request));
        scene.await("another value in the Secret", () -> !value(scene).equals(old));
        return value(scene);
    }

    private static String carried(Scene scene) {
        return scene.get(ApiRateLimit.class, "trial")
                .map(CustomResource::getStatus)
                .map(status ->
                        status.carried().stream().map(one -> "" + one.used()).collect(Collectors.joining(" ")))
                .orElse("");
    }

    private static List<Integer> calls(Scene scene, String api, String value, int number) {
        return IntStream.range(0, number)
                .mapToObj(_ -> scene.account().call(api, "quotes", value))
                .toList();
    }

    private static Condition awaitQuota(Scene scene, String status, String reason) {
        scene.await(
                "QuotaLow=" + status + "/" + reason,
                () -> scene.condition(ApiKeyGrant.class, "app", "QuotaLow")
                        .filter(one -> status.equals(one.getStatus()) && reason.equals(one.getReason()))
                        .isPresent());
        return scene.condition(ApiKeyGrant.class, "app", "QuotaLow").orElseThrow();
    }

    private static String summary(Scene scene) {
        return scene.get(ApiKeyGrant.class, "app")
                .map(CustomResource::getStatus)
                .map(ApiKeyGrantStatus::summary)
                .orElse("");
    }

    private static String version(Scene scene) {
        return scene.get(ApiKeyGrant.class, "app").orElseThrow().getMetadata().getResourceVersion();
    }

    private static List<String> events(Scene scene) {
        return scene.rig().client().events().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
                .map(event -> event.getReason())
                .toList();
    }
}
