// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.Operation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failed call to AWS, classified by what has to happen next. The message never holds a key value. */
public final class AwsFailure extends RuntimeException {

    /** What has to happen next. */
    public enum Kind {
        /** The effect is unknown (time-out, reset, 5xx after a write was sent): read, then decide. */
        AMBIGUOUS,
        /** AWS was not reached or could not answer, nothing happened: try again later. */
        UNAVAILABLE,
        /** Too many calls: slow down, try again after {@link AwsFailure#retryAfter()}. */
        THROTTLED,
        /** A concurrent write: read again soon. */
        CONCURRENT_MODIFICATION,
        /** The named thing does not exist: read again. */
        NOT_FOUND,
        /** A thing of that name or value exists already: read again, it may be ours. */
        ALREADY_EXISTS,
        /** AWS refuses while something else depends on the thing: report it, try again. */
        CONFLICT,
        /** A quota of the account is used up: report it, try again slowly. */
        LIMIT_EXCEEDED,
        /** A right is missing: report action and resource, try again slowly. */
        ACCESS_DENIED,
        /** No credentials, or AWS rejects them: the connection is not usable. */
        CREDENTIALS,
        /** AWS rejects the request, and will again: report it, try again slowly. */
        INVALID
    }

    private final Kind kind;
    private final Operation operation;
    private final String code;
    private final @Nullable Duration retryAfter;

    /**
     * @param code AWS's error code, or the name of the local failure
     * @param message AWS's text, redacted
     */
    public AwsFailure(
            Kind kind,
            Operation operation,
            String code,
            String message,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(operation.awsName() + ": " + code + ": " + message, cause);
        this.kind = kind;
        this.operation = operation;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    public Operation operation() {
        return operation;
    }

    public String code() {
        return code;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
