// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A policy document as it is attached somewhere, with the name by which answers call it (an ARN, or words). */
public sealed interface Attached {

    String name();

    /** A document that was read. Its statements are prepared once, at the first decision. */
    final class Parsed implements Attached {

        private final String name;
        private final PolicyDocument document;
        private final boolean namesPrincipals;
        /** Worked out when it is asked for: to hash a document is to hash all that it says. */
        private int hash;

        private final Map<ArnPattern.Missing, List<StatementMatcher>> matchers =
                new EnumMap<>(ArnPattern.Missing.class);

        private Parsed(String name, PolicyDocument document) {
            this.name = name;
            this.document = document;
            this.namesPrincipals = document.statements().stream().anyMatch(statement -> statement.principals() != null);
        }

        @Override
        public String name() {
            return name;
        }

        public PolicyDocument document() {
            return document;
        }

        /** Whether a statement has a Principal or NotPrincipal. */
        boolean namesPrincipals() {
            return namesPrincipals;
        }

        /** The statements in their order. */
        List<StatementMatcher> matchers(ArnPattern.Missing shortArns) {
            synchronized (matchers) {
                return matchers.computeIfAbsent(shortArns, this::prepare);
            }
        }

        private List<StatementMatcher> prepare(ArnPattern.Missing shortArns) {
            var prepared = new ArrayList<StatementMatcher>(document.statements().size());
            var actions = new HashMap<ActionSet, StatementMatcher.Actions>();
            for (Statement statement : document.statements()) {
                prepared.add(new StatementMatcher(
                        document,
                        statement,
                        prepared.size() + 1,
                        actions.computeIfAbsent(statement.actions(), StatementMatcher.Actions::of),
                        shortArns));
            }
            return List.copyOf(prepared);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || (other instanceof Parsed that
                            && hashCode() == that.hashCode()
                            && name.equals(that.name)
                            && document.equals(that.document));
        }

        @Override
        public int hashCode() {
            if (hash == 0) {
                hash = Objects.hash(name, document);
            }
            return hash;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A document that cannot be read: it may deny or allow anything.
     *
     * @param why a clause
     */
    record Unreadable(String name, String why) implements Attached {}

    /** A document that was read, under a name. */
    static Attached of(String name, PolicyDocument document) {
        return new Parsed(name, document);
    }
}
