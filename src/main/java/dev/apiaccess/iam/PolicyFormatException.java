// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

/** A document that is not a policy. The message names the place (JSON path, line and column) and what is wrong there. */
public final class PolicyFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PolicyFormatException(String message) {
        super(message);
    }
}
