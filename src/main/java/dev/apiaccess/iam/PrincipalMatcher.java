// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
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
        /** Names everyone: grants; AWS does not say whether beyond the boundary. */
        EVERYONE,
        /** It is not documented whether it names the caller; if so, as everyone. */
        UNSETTLED,
        /** Names this user or session: grants, whatever the boundary leaves out. */
        SELF
    }

    private static final String SERVICE_LINKED = "role/aws-service-role/";
    private static final Pattern ONLY_WILDCARDS = Pattern.compile("[*?:]*");
    private static final Set<String> NAMING = Set.of("arnequals", "arnlike", "stringequals", "stringlike");
    private static final Pattern ACCOUNT = Pattern.compile("(?:arn:[a-z-]+:iam::)?(\\d{12})(?::root)?");

    private PrincipalMatcher() {}

    /** How a statement of a policy that names principals reaches the caller. Without a principal it applies to no caller. */
    static Reach reach(Statement statement, Principal caller, boolean hasBoundary) {
        PrincipalSet principals = statement.principals();
        if (principals == null) {
            return Reach.NONE;
        }
        // AWS documents that a Deny with NotPrincipal always hits callers that carry a boundary.
        if (principals.inverted() && statement.effect() == Effect.DENY && hasBoundary) {
            return Reach.EVERYONE;
        }
        Reach reach = reach(principals, caller);
        // AWS documents that "*" with the caller's own ARN as a condition is as good as naming the caller.
        return reach == Reach.EVERYONE && !principals.inverted() && namesByCondition(statement) ? Reach.SELF : reach;
    }

    /** Service control policies limit the account's own principals, but no service-linked role. */
    static boolean isSubjectToScps(Principal caller) {
        return switch (caller) {
            case Principal.Anonymous _ -> false;
            case Principal.AssumedRole session -> !session.roleArn().resource().startsWith(SERVICE_LINKED);
            case Principal.User _, Principal.Root _ -> true;
        };
    }

    private static Reach reach(PrincipalSet principals, Principal caller) {
        Set<Reach> named = EnumSet.noneOf(Reach.class);
        for (PrincipalSet.Entry entry : principals.entries()) {
            named.add(reach(entry, caller));
        }
        return principals.inverted() ? allBut(principals, caller, named) : Collections.max(named);
    }

    /**
     * AWS leaves out who is named together with the account, a session with its role as well, and documents that naming less may not do; in
     * its own example the account beside another user leaves nobody else out. Source: IAM user guide, AWS JSON policy elements:
     * NotPrincipal.
     */
    private static Reach allBut(PrincipalSet principals, Principal caller, Set<Reach> named) {
        if (named.contains(Reach.EVERYONE)) {
            return Reach.NONE;
        }
        if (named.contains(Reach.UNSETTLED)) {
            return Reach.UNSETTLED;
        }
        boolean self = named.contains(Reach.SELF);
        boolean role = named.contains(Reach.ROLE);
        boolean account = named.contains(Reach.ACCOUNT);
        if (!self && !role) {
            String own = caller.accountId().orElse("");
            boolean others = principals.entries().stream()
                    .anyMatch(entry -> entry.type() == PrincipalSet.Type.AWS
                            && !ACCOUNT.matcher(entry.value()).matches()
                            && Arn.tryParse(entry.value())
                                    .filter(arn -> arn.account().equals(own))
                                    .isPresent());
            return account && caller instanceof Principal.Root
                    ? Reach.NONE
                    : account && !others ? Reach.UNSETTLED : Reach.EVERYONE;
        }
        boolean whole = account && self && (role || !(caller instanceof Principal.AssumedRole));
        return whole ? Reach.NONE : Reach.UNSETTLED;
    }

    /** Whether a condition of the statement demands the caller's own ARN. Source: IAM user guide, AWS JSON policy elements: Principal. */
    private static boolean namesByCondition(Statement statement) {
        return statement.conditions().stream()
                .anyMatch(condition -> condition.key().equalsIgnoreCase("aws:PrincipalArn")
                        && NAMING.contains(condition.operator().toLowerCase(Locale.ROOT))
                        && condition.values().stream()
                                .noneMatch(
                                        value -> ONLY_WILDCARDS.matcher(value).matches()));
    }

    private static Reach reach(PrincipalSet.Entry entry, Principal caller) {
        if (entry.type() == PrincipalSet.Type.EVERYONE) {
            return Reach.EVERYONE;
        }
        if (entry.type() == PrincipalSet.Type.AWS && entry.value().equals("*")) {
            // API Gateway documents that this fails where nobody signs, IAM that it is the same as "*".
            return caller instanceof Principal.Anonymous ? Reach.UNSETTLED : Reach.EVERYONE;
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
