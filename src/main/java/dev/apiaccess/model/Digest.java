// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as lower-case base32 (extended hex alphabet, letters and digits only), cut to a length. */
public final class Digest {

    private static final int FULL_LENGTH = 52;

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
            sha.update(BigInteger.valueOf(bytes.length).toByteArray());
            sha.update((byte) ':');
            sha.update(bytes);
        }
        var text = new BigInteger(1, sha.digest()).toString(32);
        return ("0".repeat(FULL_LENGTH - text.length()) + text).substring(0, length);
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
