// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The engine against the naive evaluator, on random cases. More of them by the system property {@code apiaccess.access.cases}. */
class AccessWitnessTest {

    private static final long CASES = Long.getLong("apiaccess.access.cases", 100_000);
    private static final long SEED = Long.getLong("apiaccess.access.seed", 1);
    private static final int SHOWN = 10;

    private record Difference(JsonNode node, Answer engine, NaiveAccess.Answer naive) {
        @Override
        public String toString() {
            return node + "\n  engine: " + engine + "\n  naive:  " + naive;
        }
    }

    @Test
    void theyAgreeOnRandomCases() {
        var random = new RandomCases(SEED);

        var differences = LongStream.range(0, CASES)
                .parallel()
                .mapToObj(random::at)
                .flatMap(one -> difference(one).stream())
                .limit(SHOWN)
                .collect(Collectors.toCollection(ArrayList::new));

        assertThat(differences).as("of %d cases of seed %d", CASES, SEED).isEmpty();
    }

    private static List<Difference> difference(JsonNode node) {
        var engine = new AccessCase(node).answer();
        var naive = NaiveAccess.answer(node);
        var layer = engine.by().map(one -> one.name().toLowerCase(Locale.ROOT)).orElse("");
        var same = engine.value().name().equals(naive.value().name())
                && (naive.value() == NaiveAccess.Value.UNKNOWN
                        || naive.layer().isEmpty()
                        || naive.layer().equals(layer));
        return same ? List.of() : List.of(new Difference(node, engine, naive));
    }
}
