// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.UsagePlanIntent.LimitedStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.testing.Deployments;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which limits of methods meet a deployed method, and what is said of those that do not. */
class LimitEffectTest {

    private static final String INVENTORY = "GET /,GET /items,POST /items,GET /items/{id},ANY /files/{proxy+}";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '>',
            value = {
                "GET /                       >",
                "GET /items,POST /items      >",
                "GET /items/{id}             >",
                "ANY /files/{proxy+}         >",
                "GET /item                   > GET /item (declared is GET|POST /items)",
                "GET /files/{proxy+}         > GET /files/{proxy+} (declared is ANY /files/{proxy+})",
                "ANY /items                  > ANY /items (declared is GET|POST /items)",
                "GET /items/{ID}             > GET /items/{ID} (declared is GET /items/{id})",
                "GET /Items                  > GET /Items (declared is GET|POST /items)",
                "GET /items/{id+}            > GET /items/{id+} (declared is GET /items/{id})",
                "GET /orders                 > GET /orders (no resource has a path like it)",
                "DELETE /                    > DELETE / (declared is GET /)",
                "GET /a,GET /b,GET /c,GET /d,GET /e,GET /f > GET /a (declared is GET /); apis[inv] GET /b (declared is GET /); apis[inv] GET /c (declared is GET /); apis[inv] GET /d (declared is GET /); apis[inv] GET /e (declared is GET /) and 1 more",
            })
    void whatMeetsNothingIsNamedWithWhatIsDeclared(String limited, @Nullable String named) {
        var unmatched = UnmatchedLimits.of(
                List.of(stage(limited)), _ -> Optional.of(Deployments.of("d1", methods(INVENTORY), Set.of())));

        assertThat(unmatched.names()).isEqualTo(named == null ? "" : "apis[inv] " + named);
    }

    @Test
    void ofAStageThatWasNotReadNothingIsSaid() {
        assertThat(LimitEffect.of(List.of(stage("GET /item")), _ -> Optional.empty()))
                .isEmpty();
    }

    @Test
    void itIsSaidWhatToDo() {
        assertThat(effect("GET /item", "-").message())
                .isEqualTo(
                        "1 limit meets no deployed method, and holds nobody back: correct path and method, or deploy what is meant:"
                                + " apis[inv] GET /item (declared is GET|POST /items)");
        assertThat(effect("-", "GET /").message())
                .isEqualTo("1 method takes calls without an API key, which nothing here limits: set apiKeyRequired and"
                        + " deploy, unless it is open on purpose: apis[inv] GET /");
        assertThat(effect("-", "-").message()).isEqualTo("every deployed method but OPTIONS requires an API key");
        assertThat(effect("GET /item,ANY /items", "GET /,POST /items").text())
                .isEqualTo("2 limits meet no method, 2 methods need no key");
    }

    @Test
    void whatIsToldIsReadBackAlsoWhenItWasTooLong() {
        var long1 = IntStream.range(0, 7)
                .mapToObj(number -> "GET /" + String.valueOf(number).repeat(250))
                .collect(Collectors.joining(","));
        for (var limited : List.of("-", "GET /item", "GET /item,ANY /items", long1)) {
            for (var open : List.of("-", "GET /", "GET /,POST /items", long1)) {
                var effect = effect(limited, open);
                var told = told(effect);

                assertThat(told.getFirst().getStatus()).isEqualTo(effect.lacks() ? "False" : "True");
                var read = LimitEffect.told(status(effect, told), 1L).orElseThrow();
                assertThat(List.of(read.unmatched(), read.open()))
                        .as(told.getFirst().getMessage())
                        .isEqualTo(List.of(effect.unmatched(), effect.open()));
                assertThat(told(read)).isEqualTo(told);
            }
        }
        assertThat(LimitEffect.told(null, 1L)).isEmpty();
        assertThat(LimitEffect.isUncounted(null, 1L)).isFalse();
    }

    @Test
    void aMessageIsNoNumber() {
        var conditions = told(effect("GET /item", "GET /"));
        var old = status(Map.of("conditions", conditions));

        assertThat(LimitEffect.told(old, 1L)).isEmpty();
        assertThat(LimitEffect.isUncounted(old, 1L)).isTrue();
        assertThat(LimitEffect.isUncounted(old, 2L)).as("of another generation").isFalse();
        assertThat(LimitEffect.isUncounted(status(effect("GET /item", "GET /"), conditions), 1L))
                .isFalse();
    }

    private static ApiRateLimitStatus status(LimitEffect effect, List<Condition> conditions) {
        return status(
                Map.of("conditions", conditions, "unmatchedLimits", effect.unmatched(), "openMethods", effect.open()));
    }

    private static ApiRateLimitStatus status(Map<String, Object> fields) {
        return Serialization.unmarshal(Serialization.asJson(fields), ApiRateLimitStatus.class);
    }

    private static LimitEffect effect(String limited, String open) {
        var deployed = Stream.concat(methods(INVENTORY).stream(), methods(open).stream())
                .collect(Collectors.toSet());
        return LimitEffect.of(List.of(stage(limited)), _ -> Optional.of(Deployments.of("d1", deployed, methods(open))))
                .orElseThrow();
    }

    private static LimitedStage stage(String limited) {
        return new LimitedStage(
                "inv",
                "a1b2c3",
                "inventory",
                "prod",
                methods(limited).stream().collect(Collectors.toMap(Function.identity(), _ -> new Throttle(1, 1))));
    }

    private static Set<MethodKey> methods(String text) {
        return text.equals("-")
                ? Set.of()
                : Stream.of(text.split(",", -1))
                        .map(one -> one.split(" ", 2))
                        .map(one -> new MethodKey(one[1], one[0]))
                        .collect(Collectors.toSet());
    }

    private static List<Condition> told(LimitEffect effect) {
        var conditions = new ConditionsDraft(List.of(), 1, Instant.EPOCH);
        effect.tell(conditions);
        var built = conditions.build();
        assertThat(built).extracting(Condition::getType).containsExactly(ConditionType.Effective.name());
        return built;
    }
}
