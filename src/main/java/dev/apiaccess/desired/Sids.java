// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.OwnerRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statement ids tell whose statement it is: {@code aa}, 10 characters of the object, 5 of the rule, a number. A statement that
 * outlives its object by {@code deletionPolicy: Retain} begins with {@code ar} and is nobody's from then on.
 */
public final class Sids {

    private static final String OWNED = "aa";
    private static final String RETAINED = "ar";
    private static final int OWNER_LENGTH = 10;

    private Sids() {}

    static String of(OwnerRef owner, String rule, int index) {
        return prefix(owner) + Digest.of(5, rule) + index;
    }

    /** What every Sid of an object begins with. */
    public static String prefix(OwnerRef owner) {
        return OWNED + Digest.of(OWNER_LENGTH, owner.namespacedName());
    }

    public static boolean belongsTo(@Nullable String sid, OwnerRef owner) {
        return sid != null && sid.startsWith(prefix(owner));
    }

    static boolean retained(@Nullable String sid) {
        return sid != null && sid.startsWith(RETAINED);
    }

    static Statement retain(Statement statement) {
        var sid = statement.sid();
        return sid == null ? statement : statement.withSid(RETAINED + sid.substring(RETAINED.length()));
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
