// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Principal;
import java.util.List;
import java.util.Map;

/**
 * Who calls what with what.
 *
 * @param with condition keys, each with its values, none for a key that is known to be absent
 * @param partial whether the call may have further keys with any value
 */
public record Question(Principal caller, Call call, Map<String, List<String>> with, boolean partial, Key key) {

    /** The API key of a call. */
    public enum Key {
        NOT_SAID,
        /** The call bears none, or one that no plan of the stage has, or that is disabled. */
        DOES_NOT_WORK,
        WORKS
    }

    public Question {
        with = Map.copyOf(with);
    }
}
