// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Missing;
import java.util.Locale;

/** The sorts of what can be missing for an answer; {@code docs/commands/messages.md} has a row for each. */
public enum Gap {
    /** The resource policy that was read may not be the one that the stage was deployed with. */
    POLICY_NOT_KNOWN_DEPLOYED,
    /** A policy document could not be read, or not understood. */
    POLICY_NOT_READABLE,
    POLICIES_OF_OTHER_ACCOUNT,
    /** The policy of the VPC endpoint through which a private API is called. */
    ENDPOINT_POLICY_NOT_SEEN,
    METHODS_NOT_READ,
    AUTHORIZER_DECIDES,
    /** Service control policies are not seen, and IAM's simulator says that they do not allow the call. */
    SIMULATED_DENY,
    /** The resource policy names sessions of the role. */
    SESSION_NOT_GIVEN,
    /** A condition key that each call has or has not. */
    CONDITION_NOT_GIVEN,
    API_KEY_NOT_GIVEN,
    /** A question that AWS's documentation does not answer. */
    AWS_DOES_NOT_SAY;

    static final String NOT_KNOWN_DEPLOYED = "it is not known whether it is the deployed one";
    static final String NOT_IN_FILE = "it is not in the account file";
    static final String NOT_OF_THE_ACCOUNT = "they are not in the account file";
    static final String WHICH_METHODS = "which methods stage ";

    /** As scripts read it: {@code policy-not-readable}. What it is in sentences may be said differently one day, this stays. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether each call has or has not what is missing: of these an answer only depends. */
    public boolean isOfTheCall() {
        return this == CONDITION_NOT_GIVEN || this == API_KEY_NOT_GIVEN;
    }

    /** What sort of thing that is. */
    public static Gap of(Missing missing) {
        return switch (missing) {
            case Missing.Key _ -> CONDITION_NOT_GIVEN;
            case Missing.Document document ->
                switch (document.why()) {
                    case NOT_KNOWN_DEPLOYED -> POLICY_NOT_KNOWN_DEPLOYED;
                    case NOT_IN_FILE -> ENDPOINT_POLICY_NOT_SEEN;
                    case NOT_OF_THE_ACCOUNT -> POLICIES_OF_OTHER_ACCOUNT;
                    default -> POLICY_NOT_READABLE;
                };
            case Missing.Undocumented undocumented -> of(undocumented);
        };
    }

    private static Gap of(Missing.Undocumented undocumented) {
        if (undocumented.equals(Access.API_KEY)) {
            return API_KEY_NOT_GIVEN;
        }
        if (undocumented.equals(Access.AUTHORIZER)) {
            return AUTHORIZER_DECIDES;
        }
        if (undocumented.equals(Sessions.SESSION)) {
            return SESSION_NOT_GIVEN;
        }
        if (undocumented.what().startsWith(Simulation.AGAINST)) {
            return SIMULATED_DENY;
        }
        return undocumented.what().startsWith(WHICH_METHODS) ? METHODS_NOT_READ : AWS_DOES_NOT_SAY;
    }
}
