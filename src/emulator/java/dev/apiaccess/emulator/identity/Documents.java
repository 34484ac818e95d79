// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.ParsedPolicies;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import java.util.Optional;

/** Reads policy documents as strictly as IAM does before it stores them. */
final class Documents {
    private static final int LONGEST = 131_072;

    private Documents() {}

    /** A managed policy. */
    static String managed(String document) {
        String checked = identity(document);
        Optional<String> problem = ManagedPolicyRules.problem(PolicyReader.read(checked, PolicyKind.IDENTITY));
        if (problem.isPresent()) {
            throw new AwsError(400, "MalformedPolicyDocument", problem.get());
        }
        return checked;
    }

    /** An inline policy. */
    static String identity(String document) {
        return checked(document, PolicyKind.IDENTITY);
    }

    /** A role's trust policy. */
    static String trust(String document) {
        return checked(document, PolicyKind.TRUST);
    }

    private static String checked(String document, PolicyKind kind) {
        if (document.length() > LONGEST) {
            throw Rules.invalid(
                    "1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member"
                            + " must have length less than or equal to " + LONGEST);
        }
        Optional<String> problem = ParsedPolicies.problem(document, kind);
        if (problem.isPresent()) {
            throw new AwsError(400, "MalformedPolicyDocument", problem.get());
        }
        return document;
    }
}
