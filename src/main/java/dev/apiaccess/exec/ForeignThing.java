// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

/** Something in AWS has the name of a unit but not its mark. */
final class ForeignThing extends RuntimeException {

    ForeignThing(String message) {
        super(message);
    }
}
