// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.Optional;

/**
 * What a declared rule comes to, counted by deployed method, stage and caller.
 *
 * @param works calls that are as declared
 * @param fails calls that are not
 * @param open calls of which that is not known
 * @param first the first that fails; where none does, the first of which it is not known; where all work, one that others can make too
 * @param broader deployed methods under IAM authorization that the rule opens and does not declare, since {@code *} crosses slashes
 * @param broaderCall one of them: {@code GET /orders/{id}/items}
 * @param grantedBeside whether every call that works would without this rule's policy too
 */
public record Measured(
        String rule,
        int works,
        int fails,
        int open,
        Optional<Case> first,
        int broader,
        Optional<String> broaderCall,
        boolean grantedBeside) {

    /** What stands out about a call. */
    public enum Kind {
        /** No stage serves such a method. */
        METHOD_NOT_FOUND,
        /** The method asks for no signature, so that policies of callers do not count. */
        NOT_IAM,
        /** A Deny for a method that asks for no signature: it holds nobody back. */
        DENY_WITHOUT_EFFECT,
        /** A Deny statement. */
        DENIED,
        /** The permissions boundary of the caller does not allow it. */
        BOUNDED,
        /** Something is missing to say so. */
        INCOMPLETE,
        /** It works for everybody of the account too. */
        OPEN_TO_ACCOUNT,
        /** It works for anybody with an AWS account too. */
        OPEN_TO_EVERYBODY
    }

    /**
     * A call.
     *
     * @param verb ANY where the rule means every verb
     * @param path template of the method; as declared, where there is none
     * @param caller as the account calls it; empty where it does not matter who calls
     * @param own whether the statement that decides is one of the policy that the rule is in
     * @param words what stands out, a clause that names no statement of others
     */
    public record Case(Kind kind, String verb, String path, String stage, String caller, boolean own, String words) {}
}
