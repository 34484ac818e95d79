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

    @Test
    void aPackedDocumentIsTheSameAsAPlainOne() {
        var text =
                "{\"Statement\":{\"Sid\":\"\u00fc\u4e2d\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
        var packed = Document.packed("x", text);
        var plain = Document.ofIdentity("x", text);

        assertThat(packed.text()).contains(text);
        assertThat(packed).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(plain).isEqualTo(packed);
        assertThat(packed.attached()).isEqualTo(plain.attached());
        assertThat(Document.packed("x", "").text()).contains("");
    }

    @Test
    void textsWithOneHashCodeAreToldApart() {
        assertThat("Aa").hasSameHashCodeAs("BB");

        assertThat(Document.packed("x", "Aa").hasText("Aa")).isTrue();
        assertThat(Document.packed("x", "Aa").hasText("BB")).isFalse();
        assertThat(Document.packed("x", "Aa")).isNotEqualTo(Document.packed("x", "BB"));
        assertThat(Document.unread("x", "refused").hasText("")).isFalse();
    }
}
