// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.Statement;
import java.util.List;

/** The length of a document of statements, added up, so that a growing document is not rendered at each step. */
final class PolicyText {

    private static final int FRAME = PolicyWriter.managedPolicySize(PolicyWriter.write(PolicyDocument.of()));

    private PolicyText() {}

    /** Characters of statements with their commas. */
    static long weight(List<Statement> statements) {
        return statements.stream()
                .mapToLong(statement ->
                        PolicyWriter.managedPolicySize(PolicyWriter.write(PolicyDocument.of(statement))) - FRAME + 1L)
                .sum();
    }

    /** Characters of a document with statements of some weight. */
    static long size(long weight) {
        return weight == 0 ? 0 : FRAME - 1 + weight;
    }
}
