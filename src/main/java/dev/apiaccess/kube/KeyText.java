// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import java.util.Optional;

/** Whether a text can be a key that a client sends in the header {@code x-api-key}. */
final class KeyText {

    private KeyText() {}

    /** Why the text cannot be sent, as the end of a sentence about the value that reveals nothing of it; empty when it can. */
    static Optional<String> fault(String text) {
        if (text.endsWith("\n") || text.endsWith("\r")) {
            return Optional.of(
                    "that ends with a line break: put it there without one, as printf does and echo does not");
        }
        if (text.chars().anyMatch(character -> character == '\n' || character == '\r')) {
            return Optional.of("with a line break in it, which no header can carry: put a value of one line there");
        }
        if (text.startsWith(" ") || text.endsWith(" ") || text.startsWith("\t") || text.endsWith("\t")) {
            return Optional.of(
                    "with a space at its beginning or end, which clients and servers take off: put it there without");
        }
        if (text.chars().anyMatch(character -> character < ' ' || character > '~')) {
            return Optional.of("with a character that no header can carry: use letters, digits and signs of ASCII");
        }
        return Optional.empty();
    }
}
