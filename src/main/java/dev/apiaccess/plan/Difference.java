// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

/**
 * One managed field that differs from its desired value.
 *
 * @param sid the statement it is in, which identifies its owner; empty for what the unit's owners share
 * @param field path in the terms of AWS, for example {@code throttle.rateLimit}
 * @param found what AWS holds, as text
 * @param wanted the desired value, as text
 */
public record Difference(String sid, String field, String found, String wanted) {

    /** The same field of one of several things. */
    Difference of(String thing) {
        return new Difference(sid, thing + "." + field, found, wanted);
    }

    /** {@code throttle.rateLimit: 9999 (want 100)}, the form in status. */
    public String text() {
        return field + ": " + found + " (want " + wanted + ")";
    }
}
