// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.security.SecureRandom;

/** Random ids in the shapes AWS uses. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Ids() {}

    /** An IAM unique id: a prefix of four letters such as ANPA and 17 characters. */
    public static String unique(String prefix) {
        return prefix + pick(BASE32, 17);
    }

    /** An access key id: AKIA or ASIA and 16 characters. */
    public static String accessKey(String prefix) {
        return prefix + pick(BASE32, 16);
    }

    /** A secret of 40 characters. */
    public static String secret() {
        return pick(MIXED, 40);
    }

    /** A session token. */
    public static String token() {
        return "FwoGZXIvYXdz" + pick(MIXED, 160);
    }

    /** An id of ten characters as REST APIs, keys and deployments have. */
    public static String gateway() {
        return pick(LOWER, 10);
    }

    /** An id of six characters as resources and usage plans have. */
    public static String shortGateway() {
        return pick(LOWER, 6);
    }

    /** The value of a key AWS makes up itself. */
    public static String keyValue() {
        return pick(MIXED, 40);
    }

    private static String pick(String alphabet, int length) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return out.toString();
    }
}
