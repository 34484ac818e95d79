// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call the emulator took.
 *
 * @param sequence rising over all accounts
 * @param account the caller's account; for the data plane the API's; empty when it could not be told
 * @param service iam, sts, apigateway or execute-api
 * @param operation as in CreatePolicy, Invoke for the data plane
 * @param principal the caller's ARN, {@code anonymous} when unsigned
 * @param write whether the operation changes things
 * @param happened whether the operation had its effect, which a lost answer does not tell
 * @param status the HTTP status of the answer, 0 when it was dropped
 * @param error the error code, null when it went well
 * @param target verb and path
 * @param requestId as it was answered, or would have been
 * @param parameters what was sent, key values and secrets replaced, long texts cut
 */
public record RecordedCall(
        long sequence,
        Instant time,
        String account,
        String region,
        String service,
        String operation,
        String principal,
        boolean write,
        boolean happened,
        int status,
        @Nullable String error,
        String target,
        String requestId,
        Map<String, String> parameters) {}
