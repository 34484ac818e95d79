// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statement ids name the owner of a statement: {@code aa}, 10 characters of the object, 5 of the rule, a number. The id of a statement that
 * outlives its object by {@code deletionPolicy: Retain} begins with {@code ar}; it has no owner from then on.
 */
public final class Sids {

    private static final String OWNED = "aa";
    private static final String RETAINED = "ar";
    private static final int OWNER_LENGTH = 10;

    private Sids() {}

    public static String of(OwnerRef owner, String rule, int index) {
        return prefix(owner) + Digest.of(5, rule) + index;
    }

    /** The common prefix of an object's Sids. */
    public static String prefix(OwnerRef owner) {
        return OWNED + Digest.of(OWNER_LENGTH, owner.namespacedName());
    }

    /**
     * The common prefix of an object's Sids in a document that clusters share, such as the resource policy of an API: objects of one name in
     * two clusters have different ones.
     *
     * @param clusterId without a slash
     */
    public static String mark(String clusterId, OwnerRef owner) {
        return OWNED + Digest.of(OWNER_LENGTH, clusterId + "/" + owner.namespacedName());
    }

    /** The part of a Sid that names its object. */
    public static String prefix(String sid) {
        return sid.substring(0, Math.min(sid.length(), OWNED.length() + OWNER_LENGTH));
    }

    public static boolean belongsTo(@Nullable String sid, OwnerRef owner) {
        return sid != null && sid.startsWith(prefix(owner));
    }

    /** Whether the Sid has the form of one with an owner. */
    public static boolean owned(String sid) {
        return sid.startsWith(OWNED);
    }

    /** Whether the Sid has the form of a statement that outlived its object. */
    public static boolean retained(@Nullable String sid) {
        return sid != null && sid.startsWith(RETAINED);
    }

    /**
     * Statements of an object in the form that outlives it. An object of the same name may have left some before: equal statements are left
     * out, and different ones get a Sid of their own, since a Sid must be unique in a document.
     *
     * @param before statements already in the document
     */
    public static List<Statement> retain(List<Statement> statements, List<Statement> before) {
        var all = new ArrayList<>(before);
        for (var statement : statements) {
            var meaning = statement.withSid(null);
            if (all.stream()
                    .noneMatch(one -> retained(one.sid()) && Canonical.sameMeaning(one.withSid(null), meaning))) {
                all.add(statement.withSid(
                        free(RETAINED + String.valueOf(statement.sid()).substring(2), all)));
            }
        }
        return List.copyOf(all.subList(before.size(), all.size()));
    }

    private static String free(String sid, List<Statement> taken) {
        var free = sid;
        for (var n = 2; sidIn(taken, free); n++) {
            free = sid + "n" + n;
        }
        return free;
    }

    private static boolean sidIn(List<Statement> statements, String sid) {
        return statements.stream().anyMatch(one -> sid.equals(one.sid()));
    }

    /** The statements of an object in a document. */
    public static List<Statement> statementsOf(@Nullable PolicyDocument document, OwnerRef owner) {
        if (document == null) {
            return List.of();
        }
        var prefix = prefix(owner);
        return document.statements().stream()
                .filter(statement -> statement.sid() != null && statement.sid().startsWith(prefix))
                .toList();
    }
}
