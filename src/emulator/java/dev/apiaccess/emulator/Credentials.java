// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

/**
 * The root key pair of an emulated account.
 *
 * @param accessKeyId what names it
 * @param secretAccessKey what signs
 */
public record Credentials(String accessKeyId, String secretAccessKey) {
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
