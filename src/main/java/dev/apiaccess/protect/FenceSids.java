// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Digest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of our statements in a resource policy: the mark of the object ({@code model.Sids}), 5 characters of the fence and 12 of what the
 * statement says. Changed content has another id, since a document has each id once and both stand in it until the new one is in force.
 */
final class FenceSids {

    /** In place of a fence: the Allow beside all of them. */
    static final String BESIDE = "";

    private static final int OBJECT_LENGTH = 10;
    private static final int FENCE_LENGTH = 5;
    private static final int CONTENT_LENGTH = 12;
    /** Where no object is named. */
    private static final String NOBODY = "aa" + "0".repeat(OBJECT_LENGTH);

    private static final Pattern FORM =
            Pattern.compile("aa[0-9a-v]{" + (OBJECT_LENGTH + FENCE_LENGTH + CONTENT_LENGTH) + "}");

    private FenceSids() {}

    /** The statement with its id. */
    static Statement named(Statement statement, String mark, String fence) {
        return statement.withSid((mark.isEmpty() ? NOBODY : mark) + ofFence(fence) + ofContent(statement));
    }

    /**
     * Whether a statement is one of ours.
     *
     * @param mark of the object; empty: of any
     */
    static boolean isOurs(Statement statement, String mark) {
        var sid = statement.sid();
        return sid != null && FORM.matcher(sid).matches() && sid.startsWith(mark);
    }

    /** Whether one of our statements is of this fence. */
    static boolean isOf(Statement ours, String fence) {
        return ofFence(fence).equals(part(ours.sid(), 2 + OBJECT_LENGTH, FENCE_LENGTH));
    }

    /** Whether one of our statements says what it said when we wrote it. */
    static boolean isAsWritten(Statement ours) {
        return ofContent(ours).equals(part(ours.sid(), 2 + OBJECT_LENGTH + FENCE_LENGTH, CONTENT_LENGTH));
    }

    private static String part(@Nullable String sid, int from, int length) {
        return sid == null || sid.length() < from + length ? "" : sid.substring(from, from + length);
    }

    private static String ofFence(String fence) {
        return Digest.of(FENCE_LENGTH, fence);
    }

    private static String ofContent(Statement statement) {
        return Digest.of(CONTENT_LENGTH, PolicyWriter.write(PolicyDocument.of(Canonical.of(statement.withSid(null)))));
    }
}
