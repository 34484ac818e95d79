// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.NaiveAccess.Value;
import dev.apiaccess.access.NaivePolicies.Kind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A yes and a no stay what they are, whatever comes to light of what was not known. */
class NaiveLawsTest {

    private static final int CASES = 20_000;
    private static final int LEAST = 300;

    private final RandomCases cases = new RandomCases(2);

    @Test
    void aKeyThatBecomesKnownChangesNoYesAndNoNo() {
        int decided = 0;
        for (int number = 0; number < CASES; number++) {
            ObjectNode theCase = cases.at(number);
            Value before = NaiveAccess.answer(theCase).value();
            if (!theCase.path("partial").asBoolean() || before == Value.UNKNOWN) {
                continue;
            }
            decided++;
            for (int other = 1; other <= 3; other++) {
                ObjectNode known = theCase.deepCopy().put("partial", false);
                complete(
                        (ObjectNode) known.get("with"),
                        cases.at(number + (long) other * CASES).get("with"));

                assertThat(NaiveAccess.answer(known).value())
                        .as("%s%nwith more of its keys%n%s", theCase, known.get("with"))
                        .isEqualTo(before);
            }
        }
        assertThat(decided).isGreaterThan(LEAST);
    }

    @Test
    void aDocumentThatBecomesReadableChangesNoYesAndNoNo() {
        int decided = 0;
        for (int number = 0; number < CASES; number++) {
            ObjectNode theCase = cases.at(number);
            Value before = NaiveAccess.answer(theCase).value();
            if (before == Value.UNKNOWN || !theCase.toString().contains("\"unreadable\"")) {
                continue;
            }
            decided++;
            for (int other = 1; other <= 3; other++) {
                JsonNode read = read(theCase, statements(theCase, number * 3L + other), Kind.IDENTITY);

                assertThat(NaiveAccess.answer(read).value())
                        .as("%s%nread as%n%s", theCase, read)
                        .isEqualTo(before);
            }
        }
        assertThat(decided).isGreaterThan(LEAST);
    }

    /** Adds the keys that are not known; those of the caller always are. */
    private static void complete(ObjectNode with, JsonNode more) {
        Set<String> known =
                new HashSet<>(Set.of("aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username"));
        with.fieldNames().forEachRemaining(key -> known.add(key.toLowerCase(Locale.ROOT)));
        more.properties().forEach(key -> {
            if (known.add(key.getKey().toLowerCase(Locale.ROOT))) {
                with.set(key.getKey(), key.getValue());
            }
        });
    }

    private static RandomStatements statements(JsonNode theCase, long seed) {
        String[] call = theCase.path("call").asText().split(" ", 2);
        NaiveCaller caller = NaiveCaller.parse(theCase.path("caller").asText());
        return new RandomStatements(new Dice(new SplittableRandom(seed)), caller, call[0], call[1], false);
    }

    /** A copy in which documents that could not be read hold one random statement. */
    private static JsonNode read(JsonNode node, RandomStatements statements, Kind kind) {
        if (node.isTextual() && node.asText().equals("unreadable")) {
            ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
            document.putArray("Statement")
                    .add(statements.statement(kind, false))
                    .add(statements.statement(kind, true));
            return document;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(one -> copy.add(read(one, statements, kind)));
            return copy;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        node.properties()
                .forEach(member ->
                        copy.set(member.getKey(), read(member.getValue(), statements, kind(member.getKey(), kind))));
        return copy;
    }

    private static Kind kind(String member, Kind outer) {
        return switch (member) {
            case "resource" -> Kind.RESOURCE;
            case "endpointPolicy" -> Kind.ENDPOINT;
            case "scps" -> Kind.SCP;
            default -> outer;
        };
    }
}
