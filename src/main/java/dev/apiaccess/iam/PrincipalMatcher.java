// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How directly the Principal element of a statement names a caller. */
final class PrincipalMatcher {

    /** From not at all to in person; a later one grants with fewer others agreeing. */
    enum Reach {
        NONE,
        /** Names the account: hands the decision to the account's own policies, in the same account grants nothing itself. */
        ACCOUNT,
        /** Names the role of a session: grants, within the boundary. */
        ROLE,
        /** Names everyone: grants; held within the boundary because AWS does not say otherwise. */
        EVERYONE,
        /** Names this user or session: grants, whatever the boundary leaves out. */
        SELF
    }

    private static final Pattern ACCOUNT = Pattern.compile("(?:arn:[a-z-]+:iam::)?(\\d{12})(?::root)?");

    private PrincipalMatcher() {}

    static Reach reach(PrincipalSet principals, Principal caller) {
        Reach best = Reach.NONE;
        for (PrincipalSet.Entry entry : principals.entries()) {
            Reach reach = reach(entry, caller);
            best = reach.compareTo(best) > 0 ? reach : best;
        }
        if (!principals.inverted()) {
            return best;
        }
        return best == Reach.NONE ? Reach.EVERYONE : Reach.NONE;
    }

    private static Reach reach(PrincipalSet.Entry entry, Principal caller) {
        if (entry.value().equals("*")
                && (entry.type() == PrincipalSet.Type.EVERYONE || entry.type() == PrincipalSet.Type.AWS)) {
            return Reach.EVERYONE;
        }
        if (entry.type() != PrincipalSet.Type.AWS) {
            return Reach.NONE;
        }
        Matcher account = ACCOUNT.matcher(entry.value());
        if (account.matches()) {
            boolean same = caller.accountId().filter(account.group(1)::equals).isPresent();
            return same ? Reach.ACCOUNT : Reach.NONE;
        }
        return switch (caller) {
            case Principal.User user when entry.value().equals(user.arn().toString()) -> Reach.SELF;
            case Principal.AssumedRole session
            when entry.value().equals(session.sessionArn().toString()) -> Reach.SELF;
            case Principal.AssumedRole session
            when entry.value().equals(session.roleArn().toString()) -> Reach.ROLE;
            default -> Reach.NONE;
        };
    }
}
