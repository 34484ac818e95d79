// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random cases are the same for a seed and a number, and reach what the rules speak of. */
class RandomCasesTest {

    private static final int CASES = 20_000;

    private static final List<String> OPERATORS = List.of(
            "stringequals",
            "stringnotequals",
            "stringequalsignorecase",
            "stringnotequalsignorecase",
            "stringlike",
            "stringnotlike",
            "numericequals",
            "numericnotequals",
            "numericlessthan",
            "numericlessthanequals",
            "numericgreaterthan",
            "numericgreaterthanequals",
            "dateequals",
            "datenotequals",
            "datelessthan",
            "datelessthanequals",
            "dategreaterthan",
            "dategreaterthanequals",
            "bool",
            "binaryequals",
            "ipaddress",
            "notipaddress",
            "arnequals",
            "arnlike",
            "arnnotequals",
            "arnnotlike",
            "null");

    /** What the text of a case shows, and in how many of the cases it is at least. */
    private static final Map<String, Integer> TEXTS = Map.ofEntries(
            Map.entry("\"unreadable\"", 500),
            Map.entry("\"scps\":\"NotSeen\"", 500),
            Map.entry("\"scps\":[[", 2_000),
            Map.entry("\"boundary\":", 2_000),
            Map.entry("\"session\":", 2_000),
            Map.entry("\"endpointPolicy\":", 1_000),
            Map.entry("\"NotAction\":", 2_000),
            Map.entry("\"NotResource\":", 2_000),
            Map.entry("\"NotPrincipal\":", 1_000),
            Map.entry("\"Principal\":\"*\"", 2_000),
            Map.entry("assumed-role/app/s", 500),
            Map.entry(":root\"", 1_000),
            Map.entry("lambda.amazonaws.com", 300),
            Map.entry("222222222222:", 2_000),
            Map.entry("aws-service-role", 300),
            Map.entry("IfExists\":", 2_000),
            Map.entry("ForAllValues:", 2_000),
            Map.entry("ForAnyValue:", 2_000),
            Map.entry("ForAllValues:Null", 200),
            Map.entry("ForAnyValue:Null", 200),
            Map.entry("${aws:username}", 2_000),
            Map.entry(", 'red'}", 1_000),
            Map.entry("${*}", 500),
            Map.entry("\"Version\":\"2008-10-17\"", 500),
            Map.entry("\"version\":\"none\"", 1_000),
            Map.entry("{\"Statement\":", 500),
            Map.entry("\"partial\":true", 2_000),
            Map.entry("\"partial\":false", 1_000),
            Map.entry("\"apiKey\":true", 1_000),
            Map.entry("\"key\":\"disabled\"", 500),
            Map.entry("\"key\":\"elsewhere\"", 500),
            Map.entry("\"execute-api:/", 2_000),
            Map.entry("\"arn:aws:execute-api:us-east-1\"", 300),
            Map.entry("null]", 200),
            Map.entry(":{}}", 100),
            Map.entry("/orders/\",\"methods\"", 100),
            Map.entry("/orders//7\",\"methods\"", 100),
            Map.entry("/orders%2F7\",\"methods\"", 100));

    @Test
    void aCaseFollowsFromSeedAndNumber() {
        assertThat(new RandomCases(7).at(3)).isEqualTo(new RandomCases(7).at(3));
        assertThat(new RandomCases(7).at(3))
                .isNotEqualTo(new RandomCases(7).at(4))
                .isNotEqualTo(new RandomCases(8).at(3));
    }

    @Test
    void everythingIsReached() {
        Map<String, Integer> reached = new TreeMap<>();
        RandomCases cases = new RandomCases(1);

        for (int number = 0; number < CASES; number++) {
            JsonNode theCase = cases.at(number);
            NaiveAccess.Answer answer = NaiveAccess.answer(theCase);
            Set<String> seen = new HashSet<>(Set.of(answer.value().name(), "layer " + answer.layer()));
            operators(theCase, seen);
            sids(theCase.path("resource"), seen);
            String text = theCase.toString();
            TEXTS.keySet().stream().filter(text::contains).forEach(seen::add);
            seen.forEach(what -> reached.merge(what, 1, Integer::sum));
        }

        List<String> tooSeldom = new ArrayList<>();
        Map<String, Integer> wanted = new TreeMap<>(TEXTS);
        OPERATORS.forEach(operator -> wanted.put("operator " + operator, 300));
        List.of("YES", "NO", "UNKNOWN").forEach(value -> wanted.put(value, CASES / 10));
        List.of("route", "authorization", "resource", "identity", "boundary", "session", "scp", "endpoint", "key", "")
                .forEach(layer -> wanted.put("layer " + layer, 150));
        wanted.put("Sid twice", 150);
        wanted.forEach((what, least) -> {
            if (reached.getOrDefault(what, 0) < least) {
                tooSeldom.add(what + ": " + reached.getOrDefault(what, 0) + " of " + least);
            }
        });
        assertThat(tooSeldom).as("%s", reached).isEmpty();
    }

    private static void operators(JsonNode node, Set<String> seen) {
        node.path("Condition").properties().forEach(block -> {
            String name = block.getKey().toLowerCase(Locale.ROOT);
            seen.add("operator " + name.substring(name.indexOf(':') + 1).replace("ifexists", ""));
        });
        node.forEach(inner -> operators(inner, seen));
    }

    private static void sids(JsonNode document, Set<String> seen) {
        if (document.findValuesAsText("Sid").stream().filter("Twice"::equals).count() > 1) {
            seen.add("Sid twice");
        }
    }
}
