// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file of tests expects of one principal and one method.
 *
 * @param line of the file, from 1
 * @param who as the file says it; {@link #NOBODY} for all callers there are
 * @param may whether the call is to be answered
 * @param except who may though nobody else does
 * @param orUnknown whether it holds too where the answer is not known
 */
record Expectation(
        int line,
        String who,
        boolean may,
        String verb,
        String path,
        Place place,
        Circumstances circumstances,
        List<String> except,
        boolean orUnknown) {

    static final String NOBODY = "nobody";

    /** The API and the stage; null where the only one is meant. */
    record Place(@Nullable String api, @Nullable String stage) {}

    /** What is known of the call. */
    record Circumstances(
            Map<String, List<String>> keys, @Nullable String key, String words) {}

    Expectation {
        except = List.copyOf(except);
    }

    /** In one sentence, as a file may write it. */
    String sentence() {
        var api = place.api();
        var stage = place.stage();
        return who + (may || who.equals(NOBODY) ? " may " : " may not ") + verb + " " + path
                + (api == null ? "" : " of " + api)
                + (stage == null ? "" : (api == null ? " of stage " : " ") + stage)
                + circumstances.words()
                + (except.isEmpty() ? "" : " except " + String.join(", ", except));
    }
}
