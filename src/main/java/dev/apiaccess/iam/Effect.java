// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

/** The effect of a matching statement. */
public enum Effect {
    ALLOW("Allow"),
    DENY("Deny");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    /** The spelling of the policy language. */
    public String text() {
        return text;
    }
}
