// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;

/**
 * Why there is no answer, as every command tells it: for people, and in the shape of {@code schema error}.
 *
 * @param what a sentence that says what is wrong
 * @param next what to do about it
 */
record Problem(Code code, String what, String next) {

    static Problem of(Unanswerable question) {
        return new Problem(question.code(), question.problem(), question.next());
    }

    /** @param next what to do beside reporting it */
    static Problem fault(RuntimeException fault, String next) {
        return new Problem(Code.FAULT, "a fault of apiaccess: " + fault.getMessage(), next);
    }

    /** Two lines for people. */
    void tell(PrintWriter err) {
        err.println("error: " + Visible.of(what) + code.bracketed());
        err.println("next:  " + Visible.of(next));
    }

    /** One object for those who read JSON. */
    String json() {
        return AccountFileWriter.pretty(JsonNodeFactory.instance
                .objectNode()
                .put("error", what)
                .put("code", code.text())
                .put("next", next));
    }
}
