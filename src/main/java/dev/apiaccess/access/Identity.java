// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Policies;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user or a role of an account.
 *
 * @param name with its path: {@code apps/orders-web}
 * @param policies managed and inline ones, of a user also those of its groups
 * @param boundary null where it has none
 */
public record Identity(
        Type type,
        String name,
        List<Held> policies,
        @Nullable Document boundary) {

    /** What it is; the text is how its ARN begins. */
    public enum Type {
        ROLE("role"),
        USER("user"),
        /** Nobody calls as a group: it stands for a member that has nothing else. */
        GROUP("group");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * A policy that an identity has.
     *
     * @param group the group that brings it; empty where the identity has it itself
     * @param inline its name, where it is part of its holder; empty for a managed policy, whose document is called by its ARN
     */
    public record Held(Optional<String> group, Optional<String> inline, Document document) {

        /** A managed policy. */
        public static Held managed(Optional<String> group, Document document) {
            return new Held(group, Optional.empty(), document);
        }
    }

    /** What answers call an inline policy. */
    public static String inlineName(String name, String holder) {
        return "inline policy " + name + " of " + holder;
    }

    public Identity {
        policies = List.copyOf(policies);
    }

    /** {@code role/apps/orders-web}. */
    public String spoken() {
        return type.text() + "/" + name;
    }

    /** An identity of which nothing was read. */
    public static Identity unread(String spoken, String why) {
        return of(spoken, List.of(Held.managed(Optional.empty(), Document.unread("the policies of " + spoken, why))));
    }

    /** An identity without policies and boundary. */
    public static Identity bare(String spoken) {
        return of(spoken, List.of());
    }

    private static Identity of(String spoken, List<Held> policies) {
        var type = spoken.startsWith("role/") ? Type.ROLE : spoken.startsWith("group/") ? Type.GROUP : Type.USER;
        return new Identity(type, spoken.substring(spoken.indexOf('/') + 1), policies, null);
    }

    /** The same without one of its managed policies. */
    public Identity without(String arn) {
        return new Identity(
                type,
                name,
                policies.stream()
                        .filter(held -> !held.document().name().equals(arn))
                        .toList(),
                boundary);
    }

    Policies asPolicies() {
        return Policies.none()
                .withIdentity(policies.stream()
                        .<Attached>map(held -> held.document().attached())
                        .distinct()
                        .toList())
                .withBoundary(boundary == null ? null : boundary.attached());
    }
}
