// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.port.KeptValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.QuotaSettings;
import software.amazon.awssdk.services.apigateway.model.ThrottleSettings;
import software.amazon.awssdk.services.apigateway.model.UsagePlanKey;

class GatewayMappingTest {

    @ParameterizedTest(name = "{0} is {2} {1}")
    @CsvSource({
        "/orders/GET,             /orders,      GET",
        "orders/GET,              /orders,      GET",
        "~1orders/GET,            /orders,      GET",
        "/~1orders/GET,           /orders,      GET",
        "//GET,                   /,            GET",
        "/GET,                    /,            GET",
        "~1/GET,                  /,            GET",
        "~1orders~1{id}/DELETE,   /orders/{id}, DELETE",
        "/orders/{id}/DELETE,     /orders/{id}, DELETE",
        "/a~0b/GET,               /a~b,         GET",
        "/a~01b/GET,              /a~1b,        GET",
    })
    void knowsAMethodByEverySpelling(String echoed, String path, String verb) {
        assertThat(GatewayMapping.method(echoed)).isEqualTo(new MethodKey(path, verb));
    }

    @ParameterizedTest
    @CsvSource({"2.5, 5, 2.5, 5", "2.5, , 2.5, 0", ", 5, 0.0, 5"})
    void completesHalfALimit(@Nullable Double rate, @Nullable Integer burst, double rateLimit, int burstLimit) {
        var plan = GatewayMapping.plan(GetUsagePlanResponse.builder()
                .id("p")
                .throttle(ThrottleSettings.builder()
                        .rateLimit(rate)
                        .burstLimit(burst)
                        .build())
                .build());

        assertThat(plan.plan().throttle()).isEqualTo(new Throttle(rateLimit, burstLimit));
    }

    @Test
    void takesAnEmptyLimitForNone() {
        var plan = GatewayMapping.plan(GetUsagePlanResponse.builder()
                .id("p")
                .throttle(ThrottleSettings.builder().build())
                .quota(QuotaSettings.builder().limit(5).period("FORTNIGHT").build())
                .build());

        assertThat(plan.plan().throttle()).isNull();
        assertThat(plan.plan().quota()).isNull();
        assertThat(plan.plan().name()).isEmpty();
        assertThat(plan.plan().stages()).isEmpty();
    }

    /** Values are compared here, and nothing else of them gets out. */
    @Test
    void aValueIsComparedWithWhatIsKeptForThatKey() {
        var told = new java.util.ArrayList<String>();
        KeptValues kept = (id, name) -> id.equals("k3")
                ? List.of()
                : List.of(new KeptValues.Kept(
                        new KeyValue("a-value-of-a-key-0001"), same -> told.add(id + " " + name + " " + same)));

        var ids = Stream.of("k1 a-value-of-a-key-0001", "k2 a-value-of-a-key-0002", "k3 a-value-of-a-key-0001", "k4 -")
                .map(one -> one.split(" "))
                .map(one -> UsagePlanKey.builder()
                        .id(one[0])
                        .name("n")
                        .value(one[1].equals("-") ? null : one[1])
                        .build())
                .map(key -> GatewayMapping.keyId(key, kept))
                .toList();

        assertThat(ids).containsExactly("k1", "k2", "k3", "k4");
        assertThat(told).containsExactly("k1 n true", "k2 n false");
    }

    @Test
    void addsDaysUpAndLetsOnlyKnownNamesOut() {
        var usage = GatewayMapping.usage(
                Map.of(
                        "known", List.of(List.of(3L, 97L), List.of(0L, 97L), List.of(7L, 90L)),
                        "aValueThatNobodyMaySee", List.of(List.of(5L, 95L)),
                        "empty", List.of(),
                        "odd", List.of(List.of(3L))),
                Set.of("known", "empty", "odd", "unused"));

        assertThat(usage).containsExactly(new KeyUsage("known", 10, 90));
    }
}
