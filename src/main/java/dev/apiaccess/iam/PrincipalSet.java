// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Arrays;
import java.util.List;

/**
 * The {@code Principal} ({@code inverted} false) or {@code NotPrincipal} of a statement in a resource or trust policy.
 * {@code "*"} is the single entry {@link Type#EVERYONE}; it does not mix with others. Never empty.
 */
public record PrincipalSet(boolean inverted, List<Entry> entries) {

    /** What kind of identity an entry names; the text is the member name in the document. */
    public enum Type {
        EVERYONE("*"),
        AWS("AWS"),
        SERVICE("Service"),
        FEDERATED("Federated"),
        CANONICAL_USER("CanonicalUser");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** One principal: an ARN, an account id, a service name or {@code *}. */
    public record Entry(Type type, String value) {}

    public PrincipalSet {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a principal element needs at least one principal");
        }
        if (entries.size() > 1 && entries.stream().anyMatch(entry -> entry.type() == Type.EVERYONE)) {
            throw new IllegalArgumentException("\"*\" stands alone, it does not mix with other principals");
        }
    }

    /** {@code "Principal": "*"}. */
    public static PrincipalSet everyone() {
        return new PrincipalSet(false, List.of(new Entry(Type.EVERYONE, "*")));
    }

    /** {@code "Principal": {"AWS": [...]}}; ARNs or account ids. */
    public static PrincipalSet aws(String... values) {
        return new PrincipalSet(
                false,
                Arrays.stream(values).map(value -> new Entry(Type.AWS, value)).toList());
    }
}
