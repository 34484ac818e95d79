// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a platform engineer admits by writing a star. */
class NamePatternTest {

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "orders, orders, true",
        "orders, orders-v2, false",
        "orders, Orders, false",
        "orders*, orders, true",
        "orders*, orders-v2, true",
        "*, orders, true",
        "*-prod, orders-prod, true",
        "*-prod, orders-prod-2, false",
        "o*s, orders, true",
        "role/apps/*, role/apps/web, true",
        "role/apps/*, role/apps/team/web, false",
        "role/*, role/web, true",
        "role/*, role/apps/web, false",
        "role/*/web, role/apps/web, true",
        "role/*/web, role/apps/team/web, false",
        "role/*/web, role//web, true",
        "*, role/web, false",
        "role/apps/a.b, role/apps/axb, false",
        "role/apps/a+, role/apps/aa, false",
        "role/apps/[ab], role/apps/a, false",
        "role/apps/**, role/apps/team/web, false",
        "'', '', true",
        "'', orders, false",
    })
    void patterns(String pattern, String text, boolean matches) {
        assertThat(NamePattern.matches(pattern, text))
                .as("%s matches %s", pattern, text)
                .isEqualTo(matches);
    }

    @Property
    void whatMatchesHasAsManySlashesAsThePattern(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        var slashes = pattern.chars().filter(c -> c == '/').count();

        assertThat(NamePattern.matches(pattern, text)
                        && text.chars().filter(c -> c == '/').count() != slashes)
                .as("%s matches %s", pattern, text)
                .isFalse();
    }

    @Property
    void aStarIsWhatARegularExpressionSaysOfIt(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        var expression = Pattern.quote(pattern).replace("*", "\\E[^/]*\\Q");

        assertThat(NamePattern.matches(pattern, text))
                .as("%s matches %s", pattern, text)
                .isEqualTo(Pattern.matches(expression, text));
    }

    @Property
    void withoutAStarOnlyTheTextItselfMatches(@ForAll("texts") String pattern, @ForAll("texts") String text) {
        assertThat(NamePattern.matches(pattern, text)).isEqualTo(pattern.equals(text));
        assertThat(NamePattern.matches(pattern, pattern)).as(pattern).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"role/*-*-*-*-*-*-*-*-x", "role/*a*-*a*-*a*-*a*-x"})
    void manyStarsTakeNoLongerThanTheyMust(String pattern) {
        var text = "role/" + "a-".repeat(290);

        assertThat(Duration.ofSeconds(2))
                .as("what a regular expression does not do in a day")
                .isGreaterThan(took(
                        () -> assertThat(NamePattern.matches(pattern, text)).isFalse()));
        assertThat(NamePattern.matches(pattern, text + "x")).isTrue();
    }

    private static Duration took(Runnable work) {
        var began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @ParameterizedTest
    @CsvSource({"a?c*, abc, false", "a?c*, a?cd, true", "'a.*(b)', 'a.x(b)', true", "'a.*(b)', 'axx(b)', false"})
    void nothingButTheStarStandsForSomethingElse(String pattern, String text, boolean matches) {
        assertThat(NamePattern.matches(pattern, text)).isEqualTo(matches);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab/*").ofMaxLength(6);
    }

    /** Few letters, so that texts meet; among them some that mean something in a regular expression. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab/.\\E+").ofMaxLength(6);
    }
}
