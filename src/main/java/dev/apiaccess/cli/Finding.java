// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong in a cluster, or that cannot be told.
 *
 * @param what one sentence, without its full stop
 * @param says what the first of the things says about itself; empty where there is no such thing
 * @param next what to do, one sentence without its full stop
 * @param command what to run; empty where nothing is to be run
 * @param page of the documentation
 * @param reason of a condition, null where none is the cause
 * @param names the things that it is about, each once
 */
record Finding(
        Area area,
        Severity severity,
        String what,
        String says,
        String next,
        String command,
        String page,
        @Nullable String reason,
        List<String> names) {

    /** What it is about, in the order in which things are put right: what comes later needs what comes before. */
    @SuppressWarnings("java:S115") // as it is printed
    enum Area {
        cluster,
        crds,
        operator,
        connections,
        deletions,
        objects,
        secrets,
        rights
    }

    /** How bad it is, the worst first; named as it is printed. */
    @SuppressWarnings("java:S115")
    enum Severity {
        error,
        warning,
        /** It cannot be told whether something is wrong. */
        unknown,
        /** As somebody wanted it. */
        note
    }

    Finding {
        names = List.copyOf(names);
    }

    static Finding of(Area area, Severity severity, String what, String next, String command, String page) {
        return new Finding(area, severity, what, "", next, command, page, null, List.of());
    }
}
