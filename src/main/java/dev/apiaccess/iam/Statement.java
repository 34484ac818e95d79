// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One statement. {@code principals} is null in identity policies, {@code resources} is null in trust policies. All
 * conditions must hold; an operator and key occur at most once together, since JSON has no way to say it twice.
 *
 * @param unclear why AWS's documentation does not settle what it means, a clause; null in all that we write
 */
public record Statement(
        @Nullable String sid,
        Effect effect,
        @Nullable PrincipalSet principals,
        ActionSet actions,
        @Nullable ResourceSet resources,
        List<Condition> conditions,
        @Nullable String unclear) {

    public Statement {
        conditions = List.copyOf(conditions);
        Set<String> seen = new HashSet<>();
        for (Condition condition : conditions) {
            if (!seen.add((condition.operator() + " " + condition.key()).toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "condition given twice: " + condition.operator() + " on " + condition.key());
            }
        }
    }

    /** A statement whose meaning is settled. */
    public Statement(
            @Nullable String sid,
            Effect effect,
            @Nullable PrincipalSet principals,
            ActionSet actions,
            @Nullable ResourceSet resources,
            List<Condition> conditions) {
        this(sid, effect, principals, actions, resources, conditions, null);
    }

    /** A statement of an identity policy. */
    public static Statement of(
            @Nullable String sid, Effect effect, ActionSet actions, ResourceSet resources, List<Condition> conditions) {
        return new Statement(sid, effect, null, actions, resources, conditions);
    }

    /** The same statement for other principals: what makes an identity statement one of a resource policy. */
    public Statement withPrincipals(@Nullable PrincipalSet others) {
        return new Statement(sid, effect, others, actions, resources, conditions, unclear);
    }

    public Statement withSid(@Nullable String other) {
        return new Statement(other, effect, principals, actions, resources, conditions, unclear);
    }

    public Statement withResources(@Nullable ResourceSet others) {
        return new Statement(sid, effect, principals, actions, others, conditions, unclear);
    }

    /** The same statement, of which it is not settled what it means; a clause says why, null that it is settled. */
    Statement asUnclear(@Nullable String why) {
        return new Statement(sid, effect, principals, actions, resources, conditions, why);
    }
}
