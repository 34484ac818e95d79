// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Names in AWS are made of digests: they must never become other ones. */
class DigestTest {

    @Test
    void isWhatItAlwaysWas() {
        assertThat(Digest.of(10, "shop/one")).isEqualTo(plain(10, List.of("shop/one")));
        assertThat(Digest.of(16, "")).isEqualTo(plain(16, List.of("")));
    }

    @Property
    void isTheNumberInBase32(@ForAll @IntRange(max = 52) int length, @ForAll @Size(max = 4) List<String> parts) {
        assertThat(Digest.of(length, parts.toArray(String[]::new))).isEqualTo(plain(length, parts));
    }

    @Test
    void lengthsOfEverySizeCount() {
        for (var size : new int[] {0, 1, 127, 128, 129, 255, 256, 32767, 32768, 65535, 65536, 8388607, 8388608}) {
            var text = "x".repeat(size);
            assertThat(Digest.of(52, text)).as("%d characters", size).isEqualTo(plain(52, List.of(text)));
        }
    }

    private static String plain(int length, List<String> parts) {
        var whole = new ByteArrayOutputStream();
        for (var part : parts) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            whole.writeBytes(BigInteger.valueOf(bytes.length).toByteArray());
            whole.write(':');
            whole.writeBytes(bytes);
        }
        try {
            var number =
                    new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(whole.toByteArray())).toString(32);
            return ("0".repeat(52 - number.length()) + number).substring(0, length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
