// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy document. The version decides whether {@code ${...}} is a variable ({@link #CURRENT}) or plain text
 * ({@link #OLD}, which is also what a document without the element has).
 */
public record PolicyDocument(String version, @Nullable String id, List<Statement> statements) {

    public static final String CURRENT = "2012-10-17";
    public static final String OLD = "2008-10-17";

    public PolicyDocument {
        if (!version.equals(CURRENT) && !version.equals(OLD)) {
            throw new IllegalArgumentException("version is \"2012-10-17\" or \"2008-10-17\", not \"" + version + "\"");
        }
        statements = List.copyOf(statements);
    }

    /** A document of the current version without an id. */
    public static PolicyDocument of(List<Statement> statements) {
        return new PolicyDocument(CURRENT, null, statements);
    }

    public static PolicyDocument of(Statement... statements) {
        return of(List.of(statements));
    }

    /** The first statement with this Sid. */
    public Optional<Statement> statement(String sid) {
        return statements.stream()
                .filter(statement -> sid.equals(statement.sid()))
                .findFirst();
    }

    /** Statements that have a Sid, by Sid, in the order of the document; the first one wins when a Sid occurs twice. */
    public Map<String, Statement> bySid() {
        Map<String, Statement> result = new LinkedHashMap<>();
        for (Statement statement : statements) {
            if (statement.sid() != null) {
                result.putIfAbsent(statement.sid(), statement);
            }
        }
        return Collections.unmodifiableMap(result);
    }

    public PolicyDocument withStatements(List<Statement> others) {
        return new PolicyDocument(version, id, others);
    }
}
