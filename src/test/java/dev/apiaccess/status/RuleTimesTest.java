// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTimesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "always                              | in force in AWS | -",
                "notAfter: 2026-06-01T12:00:00Z      | in force in AWS | -",
                "notAfter: 2026-06-01T14:00:01+02:00 | in force in AWS | -",
                "notAfter: 2026-06-01T13:59:59+02:00 | as declared in AWS, but rule r0 allows nothing any more, when.notAfter has passed: set a later one, or remove it | , over",
                "notBefore: 2026-06-01T12:00:01Z     | in force in AWS; rule r0 allows nothing before when.notBefore | -",
                "always; notAfter: 2020-01-01T00:00:00Z | as declared in AWS, but rule r1 allows nothing any more, when.notAfter has passed: set a later one, or remove it | , 1 over",
                "notAfter: 2020-01-01T00:00:00Z; notAfter: 2020-01-01T00:00:00Z | as declared in AWS, but rule r0 and 1 more allow nothing any more, when.notAfter has passed: set a later one, or remove them | , over",
                "deny                                | in force in AWS | -"
            })
    void aRuleOfThePastIsNotCalledInForce(String rules, String message, String summary) {
        var policy = policy(rules);

        var times = RuleTimes.of(policy.getSpec().rules(), NOW);

        assertThat(times.inForce()).isEqualTo(message);
        assertThat(times.summary()).isEqualTo(summary == null ? "" : summary);
    }

    private static ApiAccessPolicy policy(String rules) {
        var texts = rules.split("; ", -1);
        var written = Arrays.stream(texts)
                .map(String::strip)
                .map(text -> switch (text) {
                    case "always" -> "";
                    case "deny" -> ", effect: Deny, unless: {notAfter: \"2020-01-01T00:00:00Z\"}";
                    default -> ", when: {" + text.replace(": ", ": \"") + "\"}";
                })
                .toList();
        return Serialization.unmarshal(
                java.util.stream.IntStream.range(0, written.size())
                        .mapToObj(number -> "  - {name: r" + number + written.get(number) + "}\n")
                        .collect(Collectors.joining(
                                "",
                                "apiVersion: apiaccess.dev/v1alpha1\nkind: ApiAccessPolicy\nspec:\n  rules:\n",
                                "")),
                ApiAccessPolicy.class);
    }
}
