// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import org.jspecify.annotations.Nullable;

/** A refusal in AWS's words; the protocol of the service decides how it is written on the wire. */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable Integer retryAfterSeconds;

    /** A refusal with HTTP status, error code and text. */
    public AwsError(int status, String code, String message) {
        this(status, code, message, null);
    }

    /** A refusal that also says after how many seconds to come back. */
    public AwsError(int status, String code, String message, @Nullable Integer retryAfterSeconds) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The code as the service's protocol spells it. */
    public String code() {
        return code;
    }

    /** The text, never null. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** Seconds for the Retry-After header, null when it is not sent. */
    public @Nullable Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
