// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Reason;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says in the terms of status how the executor fares with a unit that is not as desired. */
public final class OutcomeReasons {

    private OutcomeReasons() {}

    /** @param stalled whether people have to act */
    public record Told(Reason reason, String message, boolean stalled) {}

    /** @param deniedForLong from when on a denial no longer counts as waiting */
    static Told tell(String unit, Optional<Outcome> outcome, Instant now, Duration deniedForLong) {
        return switch (outcome.orElse(new Outcome.Done())) {
            case Outcome.Done _ -> new Told(Reason.Pending, unit + " is being written", false);
            case Outcome.Idle idle -> new Told(Reason.Pending, idle.why(), false);
            case Outcome.Waiting waiting ->
                new Told(
                        Reason.WaitingForAwsQuota,
                        waiting.operation().awsName() + " waits for its turn, about "
                                + Math.max(1, waiting.estimate().toSeconds()) + " s",
                        false);
            case Outcome.Foreign foreign ->
                new Told(
                        foreign.why() == Outcome.Why.UNPROVEN ? Reason.Unproven : Reason.OwnershipConflict,
                        foreign.message(),
                        true);
            case Outcome.Broken _ ->
                new Told(
                        Reason.InternalError,
                        "the operator itself fails at " + unit
                                + ", and tries again: look for that in its log, and report what it says there",
                        false);
            case Outcome.Failed failed -> failed(unit, failed, now, deniedForLong);
        };
    }

    private static Told failed(String unit, Outcome.Failed failed, Instant now, Duration deniedForLong) {
        var message = unit + ": " + failed.failure().getMessage();
        return switch (failed.failure().kind()) {
            case THROTTLED -> new Told(Reason.Throttled, message, false);
            case UNAVAILABLE, AMBIGUOUS -> new Told(Reason.AwsUnavailable, message, false);
            case CONCURRENT_MODIFICATION, NOT_FOUND, ALREADY_EXISTS -> new Told(Reason.Pending, message, false);
            case CONFLICT -> new Told(Reason.Conflict, message, false);
            case LIMIT_EXCEEDED ->
                new Told(Reason.LimitExceeded, message + ": raise the quota or remove what is not used", true);
            case ACCESS_DENIED ->
                new Told(
                        Reason.AccessDenied,
                        message,
                        Duration.between(failed.since(), now).compareTo(deniedForLong) >= 0);
            case CREDENTIALS -> new Told(Reason.CredentialsInvalid, message, false);
            case INVALID -> new Told(Reason.Invalid, message, true);
        };
    }

    /**
     * Whether it fails in a way that people have to mend, in AWS or here: a retained object does not wait for that. Transient failures
     * are waited for, since nothing would remove later what has to go.
     */
    static boolean isRefusal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Broken _ -> true;
            case Outcome.Failed failed ->
                switch (failed.failure().kind()) {
                    case ACCESS_DENIED, CREDENTIALS, INVALID, CONFLICT, LIMIT_EXCEEDED -> true;
                    case THROTTLED, UNAVAILABLE, AMBIGUOUS, CONCURRENT_MODIFICATION, NOT_FOUND, ALREADY_EXISTS -> false;
                };
            case Outcome.Done _, Outcome.Idle _, Outcome.Waiting _, Outcome.Foreign _ -> false;
        };
    }

    /** A failure of a connection or of a listing. */
    public static Told connection(AwsFailure failure) {
        return switch (failure.kind()) {
            case CREDENTIALS -> new Told(Reason.CredentialsInvalid, String.valueOf(failure.getMessage()), true);
            case ACCESS_DENIED -> new Told(Reason.AccessDenied, String.valueOf(failure.getMessage()), true);
            case THROTTLED -> new Told(Reason.Throttled, String.valueOf(failure.getMessage()), false);
            default -> new Told(Reason.AwsUnavailable, String.valueOf(failure.getMessage()), false);
        };
    }
}
