// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.Reason;
import dev.apiaccess.model.LostStatement;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of statements that went with a write of the resource policy. */
class LostUpdatesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.5Z");
    private static final String THEIRS = statement("theirs");

    private static String statement(String sid) {
        return "{\"Sid\":\"" + sid
                + "\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}";
    }

    private static Optional<String> document(String... statements) {
        return Optional.of("{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}");
    }

    private static ApiProtection guard(long generation, String status) {
        return Serialization.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiProtection
                metadata: {name: guard, namespace: shop, generation: %d}
                spec: {api: {restApiName: orders, stages: [prod]}}
                status: {observedGeneration: 1%s}
                """.formatted(generation, status), ApiProtection.class);
    }

    /** As it is after a look that told of these lines. */
    private static ApiProtection told(long generation, LostUpdates before) {
        var lines = before.lines().stream()
                .map(line -> "'" + line.replace("'", "''") + "'")
                .toList();
        return guard(
                generation,
                ", lastChangeTime: \"2026-03-01T10:00:00Z\", lostUpdates: [" + String.join(", ", lines) + "]");
    }

    private static List<LostStatement> lost(String... texts) {
        return List.of(texts).stream().map(text -> new LostStatement(NOW, text)).toList();
    }

    @Test
    void aStatementThatGotLostIsToldWithItsTimeAndText() {
        var lost = LostUpdates.of(guard(1, ""), lost(THEIRS), document(statement("ours")));

        assertThat(lost.lines()).containsExactly("2026-03-01T10:00:00Z " + THEIRS);
        assertThat(lost.problem()).hasValueSatisfying(problem -> {
            assertThat(problem.reason()).isEqualTo(Reason.LostUpdate);
            assertThat(problem.isOnlyTold()).isTrue();
            assertThat(problem.message()).contains(THEIRS, "write it again");
        });
    }

    @Test
    void itStaysToldAfterARestart() {
        var first = LostUpdates.of(guard(1, ""), lost(THEIRS), document());

        var again = LostUpdates.of(told(1, first), List.of(), document(statement("ours")));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void itIsOverWhenItIsThereAgain() {
        var first = LostUpdates.of(guard(1, ""), lost(THEIRS), document(statement("ours")));

        var again = LostUpdates.of(
                told(1, first), lost(THEIRS), document(statement("ours"), THEIRS.replace(",\"", " , \"")));

        assertThat(again.lines()).isEmpty();
        assertThat(again.problem()).isEmpty();
    }

    @Test
    void itIsOverWhenTheObjectIsEditedAndDoesNotComeBack() {
        var first = LostUpdates.of(guard(1, ""), lost(THEIRS), document(statement("ours")));

        var edited = LostUpdates.of(told(2, first), lost(THEIRS), document(statement("ours")));
        var later = LostUpdates.of(told(1, edited), lost(THEIRS), document(statement("ours")));

        assertThat(edited.lines()).isEmpty();
        assertThat(later.lines()).isEmpty();
    }

    @Test
    void theNewestComeFirstAndFiveAreKept() {
        var first = LostUpdates.of(guard(1, ""), lost(THEIRS), document());
        var newer = IntStream.range(0, 5)
                .mapToObj(number -> new LostStatement(NOW.plusSeconds(9), statement("n" + number)))
                .toList();

        var lines = LostUpdates.of(told(1, first), newer, document()).lines();

        assertThat(lines).hasSize(5).allSatisfy(line -> assertThat(line).startsWith("2026-03-01T10:00:09Z"));
    }

    @Test
    void aLongOneIsCutAndOneOfManyLinesIsOnOne() {
        var line = LostUpdates.of(
                        guard(1, ""),
                        lost(statement("x".repeat(3000)).replace(",", ",\n  ")),
                        document(statement("ours")))
                .lines()
                .getFirst();

        assertThat(line).hasSize(1000).endsWith("…").doesNotContain("\n", "\\u000a");
    }

    @Test
    void aWarningIsGivenOnce() {
        var first = LostUpdates.of(guard(1, ""), lost(THEIRS), document());
        var problem = first.problem().orElseThrow();

        assertThat(LostUpdates.isTold(
                        problem, Objects.requireNonNull(guard(1, "").getStatus())))
                .isFalse();
        assertThat(LostUpdates.isTold(
                        problem, Objects.requireNonNull(told(1, first).getStatus())))
                .isTrue();
    }
}
