// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.intent.LeftOut;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The status of parts of an object, the same for every kind. */
final class Parts {

    /** Some dozens of messages have to fit into one status. */
    private static final int LONGEST_MESSAGE = 512;

    private static final int MOST_NAMES = 5;

    private Parts() {}

    /**
     * The status of a part that is left out.
     *
     * @param then what becomes of what it has, appended to the reason; empty when there is nothing to say
     */
    static PartStatus left(String name, LeftOut why, String then) {
        return new PartStatus(name, PartState.Left, why.reason().name(), message(why.message()) + then);
    }

    /** A message, shortened to what the status of one part takes. */
    static String message(String text) {
        return Findings.cut(text, LONGEST_MESSAGE);
    }

    /** The parts that are in force beside those that are left out, for messages; empty when there are none. */
    static String inForce(List<PartStatus> parts) {
        return inForce(parts.stream()
                .filter(part -> part.state() == PartState.InForce)
                .map(PartStatus::name)
                .collect(Collectors.toSet()));
    }

    /** The same by their names. */
    static String inForce(Collection<String> names) {
        return names.isEmpty()
                ? ""
                : "in force for "
                        + names.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
    }
}
