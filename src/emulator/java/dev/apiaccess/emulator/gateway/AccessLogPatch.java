// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.state.Stage.AccessLog;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a stage's access logs may go, and what they may look like.
 *
 * @param region of the stage
 * @param account of the stage, twelve digits
 * @param mayLog whether the account has a role to write logs with
 */
record AccessLogPatch(String region, String account, boolean mayLog) {
    static final String ROOT = "/accessLogSettings";
    private static final String DESTINATION = ROOT + "/destinationArn";
    private static final String FORMAT = ROOT + "/format";
    private static final Pattern REQUEST_ID =
            Pattern.compile("\\$context\\.(requestId|extendedRequestId)(?![A-Za-z0-9_])");

    /** After one patch under {@code /accessLogSettings}. */
    @Nullable
    AccessLog apply(@Nullable AccessLog old, Patch patch) {
        String path = patch.path();
        if (patch.isRemove()) {
            if (!path.equals(ROOT)) {
                throw MethodSettings.absent(path.substring(1));
            }
            return null;
        }
        if (!path.equals(DESTINATION) && !path.equals(FORMAT)) {
            throw GatewayCall.bad(
                    "Invalid accessLogSettings path. Must be one of : [" + DESTINATION + ", " + FORMAT + "]");
        }
        if (patch.text().isEmpty()) {
            throw GatewayCall.bad("Access Log value must not be empty");
        }
        return path.equals(DESTINATION)
                ? new AccessLog(destination(patch.text()), old == null ? null : old.format())
                : new AccessLog(old == null ? null : old.destinationArn(), format(patch.text()));
    }

    private String destination(String arn) {
        String place = ":" + region + ":" + account + ":";
        boolean group = arn.matches("arn:[a-z-]+:logs" + place + "log-group:[A-Za-z0-9_/.#-]{1,512}");
        boolean stream =
                arn.matches("arn:[a-z-]+:firehose" + place + "deliverystream/amazon-apigateway-[A-Za-z0-9_.-]+");
        if (!group && !stream) {
            throw GatewayCall.bad("Invalid ARN specified in the request");
        }
        if (group && !mayLog) {
            throw noRole();
        }
        return arn;
    }

    private static String format(String format) {
        if (format.strip().contains("\n")) {
            throw GatewayCall.bad(
                    "Access Log format must be single line, new line character is allowed only at end of the format");
        }
        if (!REQUEST_ID.matcher(format).find()) {
            throw GatewayCall.bad(
                    "Access Log format must contain one of: [$context.requestId, $context.extendedRequestId]");
        }
        return format;
    }

    static AwsError noRole() {
        return GatewayCall.bad("CloudWatch Logs role ARN must be set in account settings to enable logging");
    }
}
