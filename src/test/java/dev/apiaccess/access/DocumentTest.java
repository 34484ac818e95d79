// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Attached;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of documents, and what is kept of those that cannot be read. */
class DocumentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}} | a statement has a Principal",
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\"}} | Resource is missing",
                "{\"Statement\":[] | not JSON",
                "{} | Statement is missing",
            })
    void isKeptWithWhyItCannotBeRead(String text, String why) {
        var document = Document.ofIdentity("x", text);

        assertThat(document.text()).contains(text);
        assertThat(document.attached())
                .isInstanceOfSatisfying(
                        Attached.Unreadable.class,
                        unread -> assertThat(unread.why()).contains(why));
    }

    @Test
    void theSameTextIsTheSameDocument() {
        var one = Document.ofResource("x", "{}");

        assertThat(one).isEqualTo(Document.ofResource("x", "{}")).hasSameHashCodeAs(Document.ofResource("x", "{}"));
        assertThat(one).isNotEqualTo(Document.ofIdentity("x", "{}")).isNotEqualTo(Document.unread("x", "refused"));
        assertThat(Document.unread("x", "refused")).isEqualTo(Document.unread("x", "refused"));
        assertThat(one.attached()).isSameAs(one.attached());
    }
}
