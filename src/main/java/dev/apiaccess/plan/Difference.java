// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

/**
 * One managed field that is not as it shall be.
 *
 * @param sid the statement it is in, which tells its owner; empty for what the unit's owners share
 * @param field path in the terms of AWS, for example {@code throttle.rateLimit}
 * @param found what AWS holds, in words
 * @param wanted what it shall be, in words
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
