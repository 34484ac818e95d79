// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Reason;
import dev.apiaccess.protect.FenceProblem;
import dev.apiaccess.protect.Standing;
import java.util.Optional;

/** What is found out of a protected API, in the terms of status. */
final class ProtectionReasons {

    private ProtectionReasons() {}

    /** What becomes of an object for which something is found. */
    enum Weight {
        /** Nothing happens until people act. */
        STALLED,
        /** Time, or work that goes on, resolves it. */
        WAITING,
        /** What is declared is in force all the same. */
        TOLD
    }

    /** A reason with its weight. */
    record Weighed(Reason reason, Weight weight) {}

    /** Why a method waits or is refused; empty where it does not. */
    static Optional<Weighed> of(Standing.Hold hold) {
        return switch (hold) {
            case NONE -> Optional.empty();
            case STAGES_NOT_COVERED -> stalled(Reason.StagesNotCovered);
            case UNCONFIRMED -> stalled(Reason.Unconfirmed);
            case POLICIES_NOT_SETTLED -> waiting(Reason.PoliciesNotSettled);
            case NO_PLAN_FOR_STAGE -> stalled(Reason.NoPlanForStage);
            case PART_OF_METHOD -> stalled(Reason.PartOfMethod);
            case CONFLICT -> stalled(Reason.Conflict);
            case NOT_OPEN -> stalled(Reason.NotOpen);
            case AUTHORIZER_NOT_FOUND -> waiting(Reason.AuthorizerNotFound);
            case AUTHORIZER_PENDING -> waiting(Reason.Pending);
            case AUTHORIZER_UNPROVEN -> stalled(Reason.AuthorizerUnproven);
            // That others changed it is said of the object; whether people have to act depends on its driftPolicy.
            case AUTHORIZER_CHANGED -> waiting(Reason.AuthorizerChanged);
        };
    }

    private static Optional<Weighed> stalled(Reason reason) {
        return Optional.of(new Weighed(reason, Weight.STALLED));
    }

    private static Optional<Weighed> waiting(Reason reason) {
        return Optional.of(new Weighed(reason, Weight.WAITING));
    }

    /** What is said of an authorizer; empty where it is in place. */
    static Optional<Weighed> of(Standing.AuthorizerStanding.State state) {
        return switch (state) {
            case IN_PLACE -> Optional.empty();
            case MAKING -> waiting(Reason.Pending);
            case UNPROVEN -> stalled(Reason.AuthorizerUnproven);
            case CHANGED -> waiting(Reason.AuthorizerChanged);
            case REFUSED -> stalled(Reason.Conflict);
            case KEPT -> Optional.of(new Weighed(Reason.AuthorizerKept, Weight.TOLD));
        };
    }

    /** Why a fence is not written, or what nobody knows of it. */
    static Weighed of(FenceProblem.Kind kind) {
        return new Weighed(
                switch (kind) {
                    case FENCE_NOT_APPLICABLE -> Reason.FenceNotApplicable;
                    case FENCE_MISSES_IPV6 -> Reason.FenceMissesIpv6;
                    case NO_ALLOW_TO_FENCE -> Reason.NoAllowToFence;
                    case ENDPOINT_NOT_PROVEN -> Reason.EndpointNotProven;
                    case FENCE_NOT_PROVEN -> Reason.FenceNotProven;
                    case DEFAULT_ENDPOINT_OPEN -> Reason.DefaultEndpointOpen;
                    case COVERS_MORE -> Reason.FenceCoversMore;
                },
                kind.refuses() ? Weight.STALLED : Weight.TOLD);
    }

    /** What else is said. What refuses a part stops it, whatever it is. */
    static Weighed of(Standing.Note note) {
        var weighed = switch (note.say()) {
            case CLOSED_BY_POLICY -> new Weighed(Reason.ClosedByPolicy, Weight.TOLD);
            case ALLOW_KEPT -> new Weighed(Reason.AllowKept, Weight.TOLD);
            case RULE_UNMATCHED -> new Weighed(Reason.RuleUnmatched, Weight.TOLD);
            case ALLOW_WOULD_OPEN -> new Weighed(Reason.AllowWouldOpen, Weight.STALLED);
            case FOREIGN_POLICY_INVALID -> new Weighed(Reason.ForeignPolicyInvalid, Weight.STALLED);
            case OPEN_TO_ACCOUNT -> new Weighed(Reason.OpenToAccount, Weight.STALLED);
            case CANARY_SERVES -> new Weighed(Reason.CanaryServes, Weight.STALLED);
            case DOCUMENT_TOO_LONG -> new Weighed(Reason.TooLarge, Weight.STALLED);
        };
        return note.refuses() ? new Weighed(weighed.reason(), Weight.STALLED) : weighed;
    }

    /** Why a method waits, in a summary. */
    static String brief(Standing.Hold hold) {
        return switch (hold) {
            case NONE -> "is being changed";
            case STAGES_NOT_COVERED -> "does not cover every stage";
            case UNCONFIRMED -> "is not confirmed";
            case POLICIES_NOT_SETTLED -> "waits for policies";
            case NO_PLAN_FOR_STAGE -> "has no usage plan with a key";
            case PART_OF_METHOD -> "covers a part of a method";
            case CONFLICT -> "meets another authorization";
            case NOT_OPEN -> "meets a method that is not open";
            case AUTHORIZER_NOT_FOUND -> "names no authorizer of the API";
            case AUTHORIZER_PENDING -> "waits for its authorizer";
            case AUTHORIZER_UNPROVEN -> "has an authorizer that cannot be asked";
            case AUTHORIZER_CHANGED -> "has an authorizer that others changed";
        };
    }
}
