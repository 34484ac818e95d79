// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.PaperChain;
import dev.apiaccess.testing.Yaml;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every way to be rejected, and what is admitted next to it. A row of a table in {@code src/test/resources/intent} is a change
 * of a cluster in which all is well, and the whole message that comes of it. A row with {@code part} leaves out that part of the
 * object and nothing else.
 */
class RejectionTableTest {

    @TestFactory
    Stream<DynamicTest> accessPolicies() {
        return table("access", PaperChain::policy);
    }

    @TestFactory
    Stream<DynamicTest> rateLimits() {
        return table("plan", PaperChain::limit);
    }

    @TestFactory
    Stream<DynamicTest> keyGrants() {
        return table("key", PaperChain::grant);
    }

    private static Stream<DynamicTest> table(String name, Function<Cluster, Verdict<?>> check) {
        var table = Yaml.read(Yaml.resource("intent/" + name + ".yaml")).getFirst();
        var tests = new ArrayList<DynamicTest>();
        for (var row : table.path("rows")) {
            tests.add(DynamicTest.dynamicTest(row.path("why").asText(), () -> {
                var base = table.path("base");
                var situation = row.has("change") ? Yaml.patched(base, row.path("change")) : base;

                var verdict = check.apply(Cluster.of(situation));

                assertThat(row.has("part") ? left(verdict, row.path("part").asText()) : told(verdict))
                        .as("%s%n%s", row, verdict)
                        .isEqualTo(expected(row));
            }));
        }
        return tests.stream();
    }

    /** A part that is left out, which alone is: the object is wanted. */
    private static String left(Verdict<?> verdict, String part) {
        var parts = verdict instanceof Verdict.Wanted<?>(var value) ? parts(value) : Map.<String, LeftOut>of();
        var why = parts.get(part);
        return why == null || parts.size() != 1 ? told(verdict) + " " + parts : text(why);
    }

    private static Map<String, LeftOut> parts(Object intent) {
        var parts = new TreeMap<String, LeftOut>();
        switch (intent) {
            case AccessIntent access -> {
                access.missingPrincipals().forEach((principal, why) -> parts.put(principal.text(), why));
                access.missingStages().forEach((stage, why) -> parts.put("stage/" + stage, why));
            }
            case UsagePlanIntent plan -> plan.missing().forEach(one -> parts.put(one.name(), one.why()));
            case KeyIntent key ->
                key.missing()
                        .forEach(one -> parts.put(
                                one.tier().namespace() + "/" + one.tier().name(), one.why()));
            default -> throw new AssertionError("not an intent: " + intent);
        }
        return parts;
    }

    private static String text(LeftOut why) {
        return why.reason() + (why.waiting() ? ", waiting: " : ": ") + why.message();
    }

    private static String told(Verdict<?> verdict) {
        return switch (verdict) {
            case Verdict.Wanted<?>(var value) when !parts(value).isEmpty() -> "wanted without " + parts(value);
            case Verdict.Wanted<?> _ -> "wanted";
            case Verdict.Rejected<?>(var reason, var message, var waiting) ->
                reason + (waiting ? ", waiting: " : ": ") + message;
        };
    }

    private static String expected(JsonNode row) {
        return row.has("rejected")
                ? row.path("rejected").asText() + ": " + row.path("message").asText()
                : row.has("waits")
                        ? row.path("waits").asText() + ", waiting: "
                                + row.path("message").asText()
                        : "wanted";
    }
}
