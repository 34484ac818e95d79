// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnSecretTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final KeyValue VALUE = new KeyValue("a-value-of-a-key-0001");

    /** Where a value is kept. */
    private record Kept(int number) implements KeptValue {
        @Override
        public Optional<KeyValue> read() {
            return Optional.empty();
        }
    }

    private static Optional<KeyHistory> read(Secret secret) {
        return OwnSecret.read(secret, Kept::new);
    }

    private static Secret written() {
        var history = KeyHistory.of(KeyRevision.issued(1, new KeyValue("a-value-of-a-key-0000"), AT)
                        .withUsableAt("k1", AT)
                        .withPublishedAt(AT))
                .with(KeyRevision.issued(2, VALUE, AT));
        return OwnSecret.write(
                new SecretBuilder().withNewMetadata().endMetadata().build(), history);
    }

    @Test
    void theMetadataAloneSaysAllButTheValues() {
        var whole = written();
        var metadata = new SecretBuilder(whole).withData(null).build();

        assertThat(read(metadata).orElseThrow().revisions())
                .containsExactly(
                        new KeyRevision(
                                1, new Kept(1), Optional.of(AT), Optional.of("k1"), Optional.of(AT), Optional.of(AT)),
                        new KeyRevision(
                                2, new Kept(2), Optional.of(AT), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(read(whole).orElseThrow().newest().value()).isEqualTo(VALUE);
    }

    @Test
    void whatAnEarlierVersionStoredWithoutAMarkIsReadFromTheWhole() {
        var old = new SecretBuilder()
                .withNewMetadata()
                .endMetadata()
                .addToData("r3", OwnSecret.encoded(VALUE.reveal()))
                .build();

        assertThat(read(old).orElseThrow().revisions())
                .containsExactly(new KeyRevision(
                        3, VALUE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** Each would be a key in AWS. */
    @Test
    void whoeverAddsRevisionsByHandGetsNoMoreThanTwo() {
        var many = new SecretBuilder().withNewMetadata().endMetadata();
        IntStream.rangeClosed(1, 2_000)
                .forEach(number -> many.addToData("r" + number, OwnSecret.encoded(VALUE.reveal())));

        assertThat(read(many.build()).orElseThrow().revisions())
                .extracting(KeyRevision::number)
                .containsExactly(1_999, 2_000);
    }

    @Test
    void aValueThatIsNotAtHandIsNotWritten() {
        var history = KeyHistory.of(KeyRevision.issued(1, new Kept(1), AT)).with(KeyRevision.issued(2, VALUE, AT));

        var secret = OwnSecret.write(
                new SecretBuilder().withNewMetadata().endMetadata().build(), history);

        assertThat(secret.getData()).containsOnlyKeys("r2");
        assertThat(read(secret).orElseThrow().revisions())
                .extracting(KeyRevision::value)
                .containsExactly(new Kept(1), VALUE);
    }
}
