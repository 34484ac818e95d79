// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many deletions are more than anybody means, and whom they hold. */
class MassDeletionTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    /**
     * A row: what is deleted, as {@code tenant/namespace:number@minute}, and how many of it are held, by namespace.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        # one tenant
        one/a:20@0                                     | -
        one/a:21@0                                     | a=21
        one/a:20@0 one/a:1@9                           | a=21
        one/a:20@0 one/a:1@10                          | a=21
        one/a:20@0 one/a:1@11                          | -
        one/a:7@0 one/a:7@9 one/a:7@18                 | -
        one/a:10@0 one/a:8@5 one/a:8@10                | a=26
        one/a:4@0 one/a:21@20                          | a=21
        one/a:18@0 one/b:3@0                           | a=18
        one/a:17@0 one/b:4@0                           | a=17 b=4
        one/a:3@0 one/b:3@0 one/c:3@0 one/d:3@0 one/e:3@0 one/f:3@0 one/g:3@0 | -
        # another tenant goes on, however many the first one deletes
        one/a:1000@0 two/b:1@0                         | a=1000
        one/a:1000@0 two/b:3@0                         | a=1000
        one/a:1000@0 two/b:20@0                        | a=1000
        one/a:1000@0 two/b:20@0 three/c:3@0            | a=1000
        one/a:24@0 two/b:1@2                           | a=24
        # a prune over many
        one/a:7@0 two/b:7@0 three/c:7@0                | a=7 b=7 c=7
        one/a:8@0 two/b:8@0 three/c:4@0                | -
        one/a:8@0 two/b:8@0 three/c:5@0                | a=8 b=8 c=5
        one/a:20@0 two/b:20@0 three/c:4@0              | -
        one/a:20@0 two/b:20@0 three/c:5@0              | a=20 b=20 c=5
        one/a:20@0 two/b:20@0 three/c:20@11            | -
        one/a:4@0 two/b:4@0 three/c:4@0 four/d:4@0 five/e:4@0 | -
        one/a:4@0 two/b:4@0 three/c:4@0 four/d:4@0 five/e:4@0 six/f:4@0 | a=4 b=4 c=4 d=4 e=4 f=4
        one/a:4@0 two/b:4@0 three/c:4@0 four/d:4@0 five/e:4@0 six/f:3@0 | -
        one/a:8@0 two/b:8@0 three/c:8@0 four/d:3@0     | a=8 b=8 c=8
        one/a:8@0 two/b:8@0 three/c:2@0 three/d:2@0 three/e:2@0 | a=8 b=8
        # one team that several entries select is one
        one/a:8@0 two/a:8@0 three/a:8@0                | -
        one/a:8@0 two/a:8@0 three/a:8@0 four/d:4@0     | -
        one/a:8@0 two/a:8@0 three/a:8@0 four/d:4@0 five/e:4@0 | a=24 d=4 e=4
        """)
    void whoIsHeld(String deleted, String held) {
        var deletions = deletions(deleted);
        var mass = new MassDeletion(deletions, Duration.ofMinutes(10));
        var counts = new TreeMap<String, Integer>();
        deletions.stream().filter(mass::holds).forEach(one -> counts.merge(one.namespace(), 1, Integer::sum));

        assertThat(counts.toString().replace("{", "").replace("}", "").replace(",", ""))
                .isEqualTo(held == null ? "" : held);
    }

    private static List<MassDeletion.Deletion> deletions(String text) {
        var deletions = new ArrayList<MassDeletion.Deletion>();
        for (var one : text.split(" ", -1)) {
            var parts = one.split("[/:@]", -1);
            for (var n = 0; n < Integer.parseInt(parts[2]); n++) {
                deletions.add(new MassDeletion.Deletion(
                        parts[0], parts[1], NOON.plus(Duration.ofMinutes(Integer.parseInt(parts[3])))));
            }
        }
        return deletions;
    }

    @Test
    @Timeout(20)
    void ahundredThousandOverAnHourAreCountedQuickly() {
        var deletions = new ArrayList<MassDeletion.Deletion>();
        for (var n = 0; n < 100_000; n++) {
            deletions.add(new MassDeletion.Deletion("t" + n % 50, "n" + n % 200, NOON.plusSeconds(n % 3_600)));
        }
        var mass = new MassDeletion(deletions, Duration.ofMinutes(10));

        assertThat(deletions).allMatch(mass::holds);
    }
}
