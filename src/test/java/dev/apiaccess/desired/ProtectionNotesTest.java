// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.UnitKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is read back from status: {@link ProtectionNotes} and {@link AppliedProtection}. */
class ProtectionNotesTest {

    private static final ApiProtection NOTED = Serialization.unmarshal("""
            kind: ApiProtection
            metadata: {name: guard, namespace: shop}
            spec: {api: {restApiName: orders, stages: [prod]}}
            status:
              restApi: {id: a1b2c3, name: orders, region: eu-central-1}
              closed: ["GET /orders", "POST /orders (under way)"]
              settings: ["prod * /*", "prod GET /orders"]
              confirmed: [{rule: rest, digest: d1, count: 3}]
              emptyBefore: true
              digest: p1.s1.d1
            """, ApiProtection.class);

    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit("111122223333", "eu-central-1", "a1b2c3");

    @Test
    void whatWasClosedIsToldFromWhatIsAboutToBe() {
        var notes = ProtectionNotes.of(NOTED, UNIT);

        assertThat(notes.closed()).containsExactly(new MethodKey("/orders", "GET"));
        assertThat(notes.closing()).containsExactly(new MethodKey("/orders", "POST"));
        assertThat(notes.settings())
                .isEqualTo(Map.of("prod", Set.of(new MethodKey("/*", "*"), new MethodKey("/orders", "GET"))));
        assertThat(notes.confirmed()).containsExactly(Map.entry("rest", "d1"));
        assertThat(notes.emptyBefore()).contains(true);
        assertThat(notes.applied()).isEqualTo(new AppliedProtection("p1", "s1", "d1", new TreeSet<>()));
    }

    @Test
    void notesOfAnotherApiOpenNothingInThisOne() {
        assertThat(ProtectionNotes.of(NOTED, new UnitKey.RestApiUnit("111122223333", "eu-central-1", "other")))
                .isEqualTo(ProtectionNotes.NONE);
        assertThat(ProtectionNotes.of(NOTED, new UnitKey.RestApiUnit("111122223333", "eu-west-1", "a1b2c3")))
                .isEqualTo(ProtectionNotes.NONE);
    }

    @Test
    void linesComeBackAsTheyWere() {
        var notes = ProtectionNotes.of(NOTED, UNIT);

        assertThat(ProtectionNotes.closedLines(notes.closed(), notes.closing()))
                .isEqualTo(List.of("GET /orders", "POST /orders (under way)"));
        assertThat(ProtectionNotes.settingLines(notes.settings())).containsExactly("prod * /*", "prod GET /orders");
        assertThat(AppliedProtection.parse(notes.applied().text())).isEqualTo(notes.applied());
        assertThat(AppliedProtection.parse("of an earlier version")).isEqualTo(AppliedProtection.NONE);
    }

    @Test
    void stagesThatAreSetAreNotedByTheirMarksAsFarAsThereIsRoom() {
        var marks = new TreeSet<String>();
        IntStream.range(0, 60).forEach(number -> marks.add(AppliedProtection.mark("stage-" + number)));

        var noted = new AppliedProtection("p1p1p1p1p1p1", "s1s1s1s1s1s1", "d1d1d1d1d1d1", marks);

        assertThat(noted.set()).hasSize(40);
        assertThat(noted.text()).hasSizeLessThanOrEqualTo(253);
        assertThat(AppliedProtection.parse(noted.text())).isEqualTo(noted);

        var alone = new AppliedProtection("p1p1p1p1p1p1", "s1s1s1s1s1s1", "d1d1d1d1d1d1", new TreeSet<>(), marks);
        assertThat(alone.marks()).hasSize(40);
        assertThat(alone.text()).hasSizeLessThanOrEqualTo(253);
        assertThat(AppliedProtection.parse(alone.text())).isEqualTo(alone);
    }
}
