// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void withoutAStarOnlyTheTextItselfMatches(@ForAll("texts") String pattern, @ForAll("texts") String text) {
        assertThat(NamePattern.matches(pattern, text)).isEqualTo(pattern.equals(text));
        assertThat(NamePattern.matches(pattern, pattern)).as(pattern).isTrue();
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
