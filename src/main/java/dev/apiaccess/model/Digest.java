// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as lower-case base32 (extended hex alphabet, letters and digits only), cut to a length. */
public final class Digest {

    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";
    private static final int BITS = 5;

    /** A digest is read as one number: 52 characters have four bits more than it, which come first and are zero. */
    private static final int ZEROS = 4;

    private Digest() {}

    /** The plain digest of a text in UTF-8, in hexadecimal as the usual tools print it. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(sha().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Digest of texts; the boundaries between them count.
     *
     * @param length characters of the result, 5 bits each
     */
    public static String of(int length, String... parts) {
        var sha = sha();
        for (var part : parts) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            lengthen(sha, bytes.length);
            sha.update((byte) ':');
            sha.update(bytes);
        }
        return text(sha.digest(), length);
    }

    /** As many bytes as the length needs with a sign. */
    private static void lengthen(MessageDigest sha, int length) {
        for (var shift = 24; shift > 0; shift -= 8) {
            if (length >>> (shift - 1) != 0) {
                sha.update((byte) (length >>> shift));
            }
        }
        sha.update((byte) length);
    }

    private static String text(byte[] digest, int length) {
        var text = new char[length];
        var bits = 0;
        var held = ZEROS;
        var next = 0;
        for (var at = 0; at < length; at++) {
            if (held < BITS) {
                bits = (bits << 8) | (digest[next++] & 0xff);
                held += 8;
            }
            held -= BITS;
            text[at] = ALPHABET.charAt((bits >>> held) & 0x1f);
        }
        return new String(text);
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
