// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Measured.Case;
import dev.apiaccess.access.Measured.Kind;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts cells, and keeps the one that matters most: the first that fails, else the first that is not known, else what is open. */
final class Tally {
    private int works;
    private int fails;
    private int open;
    private boolean grantedBeside = true;
    private @Nullable Case first;

    void add(Case found) {
        if (found.kind() == Kind.INCOMPLETE) {
            open++;
        } else {
            fails++;
        }
        tell(found);
    }

    void tell(Case found) {
        if (first == null || rank(found.kind()) < rank(first.kind())) {
            first = found;
        }
    }

    private static int rank(Kind kind) {
        return switch (kind) {
            case METHOD_NOT_FOUND, NOT_IAM, DENY_WITHOUT_EFFECT, DENIED, BOUNDED -> 0;
            case INCOMPLETE -> 1;
            case OPEN_TO_EVERYBODY -> 2;
            case OPEN_TO_ACCOUNT -> 3;
        };
    }

    void work(int calls) {
        works += calls;
    }

    /** @param beside whether a call that works would without the rule too */
    void work(boolean beside) {
        works++;
        grantedBeside &= beside;
    }

    /** The result for a rule. */
    Measured of(DeclaredRule rule, Set<String> broader) {
        return new Measured(
                rule.name(),
                works,
                fails,
                open,
                Optional.ofNullable(first),
                broader.size(),
                broader.stream().findFirst(),
                rule.allows() && works > 0 && fails == 0 && open == 0 && grantedBeside);
    }
}
