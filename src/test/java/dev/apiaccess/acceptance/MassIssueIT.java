// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.model.Naming;
import dev.apiaccess.testing.Manifests;
import dev.apiaccess.testing.Scene;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.ApiKey;

/** Many grants at once: imported, each once, though the first answer is lost. */
@Execution(ExecutionMode.CONCURRENT)
class MassIssueIT {

    private static final int GRANTS = 40;

    @Test
    void manyGrantsAtOnceAreImportedAndEachHasOneKeyThatWorks() {
        try (var scene = new Scene("mass")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.account().api("orders", "orders", false);
            scene.rig()
                    .emulator()
                    .fault(Fault.lostAnswer("ImportApiKeys").in(scene.account().id()));
            scene.apply(Manifests.GOLD);
            for (var number = 1; number <= GRANTS; number++) {
                scene.apply(Manifests.APP
                        .replace("{name: app,", "{name: app-" + number + ",")
                        .replace("app-key", "app-key-" + number));
            }
            // A small share of AWS's limits: who comes waits, as a thousand would for the whole.
            scene.apply(scene.connection("role/apps/*").replace("  regions:", "  quotaPercent: 2\n  regions:"));
            scene.awaitReady(ApiRateLimit.class, "gold");
            names().forEach(name -> scene.awaitReady(ApiKeyGrant.class, name));

            assertThat(keys(scene)).as("keys in AWS").hasSize(GRANTS);
            assertThat(count(scene, "ImportApiKeys"))
                    .as("imports, one of them lost")
                    .isGreaterThan(1);
            assertThat(count(scene, "CreateApiKey")).as("keys that went alone").isLessThan(GRANTS / 2);
            var values = new HashSet<String>();
            names().forEach(name -> values.add(scene.secret(name.replace("app-", "app-key-"), "value")));
            assertThat(values).as("a value for each").hasSize(GRANTS).doesNotContainNull();
            assertThat(values.stream().limit(5))
                    .allMatch(value -> scene.account().call(quotes, "quotes", Objects.requireNonNull(value)) == 200);
            assertThat(scene.account().operatorCalls().stream().map(RecordedCall::parameters))
                    .as("no value in what was recorded of the calls")
                    .noneMatch(parameters -> values.stream().anyMatch(parameters.toString()::contains));

            scene.await(
                    "all bear our tags",
                    () -> keys(scene).stream()
                            .allMatch(key -> scene.account()
                                    .gateway()
                                    .getApiKey(request -> request.apiKey(key.id()))
                                    .tags()
                                    .containsKey(Naming.TAG_OWNER)));
            assertThat(names().stream()
                            .map(name -> scene.get(ApiKeyGrant.class, name)
                                    .orElseThrow()
                                    .getStatus()))
                    .as("tags that come later are nobody's drift")
                    .allMatch(status -> status != null && status.drift().isEmpty() && status.lastDrift() == null);

            scene.apply(Manifests.with(
                    Manifests.APP.replace("{name: app,", "{name: app-1,").replace("app-key", "app-key-1"),
                    "state: Disabled"));
            var first = Objects.requireNonNull(scene.secret("app-key-1", "value"));
            scene.await("the first is cut off", () -> scene.account().call(quotes, "quotes", first) == 403);
        }
    }

    private static List<String> names() {
        return IntStream.rangeClosed(1, GRANTS)
                .mapToObj(number -> "app-" + number)
                .toList();
    }

    private static List<ApiKey> keys(Scene scene) {
        return scene.account().gateway().getApiKeysPaginator().items().stream().toList();
    }

    private static long count(Scene scene, String operation) {
        return scene.account().operatorCalls().stream()
                .filter(call -> call.operation().equals(operation))
                .count();
    }
}
