// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A cell of a matrix is the answer to its question. */
class MatrixTest {

    private static final long CASES = 20_000;

    @Test
    void itAnswersAsTheQuestionDoes() {
        var random = new RandomCases(11);

        assertThat(LongStream.range(0, CASES)
                        .parallel()
                        .mapToObj(random::at)
                        .flatMap(one -> difference(new AccessCase(one))))
                .isEmpty();
    }

    @Test
    void itAnswersTheCorpusAsTheQuestionsDo() {
        assertThat(AccessCase.all().stream().flatMap(MatrixTest::difference)).isEmpty();
    }

    private static Stream<String> difference(AccessCase one) {
        var question = one.question();
        var matrix = new Matrix(
                List.of(new Matrix.Column(one.api(), question.call())),
                question.with(),
                question.partial(),
                question.key());
        var row = matrix.row(question.caller(), one.policies());
        var seen = row.yes().get(0) ? Answer.Value.YES : row.unknown().get(0) ? Answer.Value.UNKNOWN : Answer.Value.NO;
        var answer = one.answer();
        return seen == answer.value() ? Stream.empty() : Stream.of(one.node() + "\n  " + seen + ", and " + answer);
    }
}
