// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Digest;

/**
 * Names of authorizers in API Gateway: the name in the object, {@code -aa}, and a digest of the object and of what the authorizer asks. So one
 * that was made and not noted is found again. A name proves nothing.
 */
final class AuthorizerNames {

    /** How many of one definition there may be, each made when others had changed the one before. */
    static final int ROUNDS = 10;

    private static final int MOST = 128;
    private static final int DIGEST_LENGTH = 10;
    private static final String OURS = "-aa";

    private AuthorizerNames() {}

    /**
     * @param mark of the object
     * @param asks digest of the definition
     * @param round from 0
     */
    static String of(String name, String mark, String asks, int round) {
        var room = MOST - OURS.length() - DIGEST_LENGTH;
        return name.substring(0, Math.min(name.length(), room))
                + OURS
                + Digest.of(DIGEST_LENGTH, mark, name, asks, "" + round);
    }

    /** Whether an authorizer of a name in API Gateway was made with a definition. */
    static boolean isOf(String found, String name, String mark, String asks) {
        for (var round = 0; round < ROUNDS; round++) {
            if (of(name, mark, asks, round).equals(found)) {
                return true;
            }
        }
        return false;
    }
}
