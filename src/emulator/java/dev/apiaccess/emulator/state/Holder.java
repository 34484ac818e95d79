// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

/** Whom an access key stands for. */
public sealed interface Holder {
    /** The account itself. */
    record Root() implements Holder {}

    /** An IAM user, with its own key or a session made from it. */
    record User(String name) implements Holder {}

    /** A session of a role. */
    record Session(String role, String sessionName) implements Holder {}
}
