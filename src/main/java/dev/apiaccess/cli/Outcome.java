// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

/**
 * What came of an expectation.
 *
 * @param found the answer; for nobody that of the first who may
 * @param because why, in a clause
 * @param code of what is missing, empty where nothing is
 */
record Outcome(Expectation expectation, Result result, Verdict found, String because, String code) {

    /** Whether it holds. */
    enum Result {
        HOLDS("holds", Verdict.YES),
        FAILS("fails", Verdict.NO),
        /** Whether it holds is not known. */
        UNKNOWN("unknown", Verdict.UNKNOWN);

        private final String word;
        private final Verdict colour;

        Result(String word, Verdict colour) {
            this.word = word;
            this.colour = colour;
        }

        String word() {
            return word;
        }

        Verdict colour() {
            return colour;
        }
    }
}
