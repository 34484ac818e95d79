// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AccessLogFormat;
import dev.apiaccess.api.AccessLogging;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.model.ShownStage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Access logs of stages: their ready-made formats, what may not be logged, and where to. */
final class AccessLogs {

    /** What callers show to get in: whoever reads a log could call in their place. */
    private static final List<String> SECRETS =
            List.of("$context.identity.apiKey", "$context.identity.accessKey", "$context.authorizer");

    private static final String KEY_ID = "$context.identity.apiKeyId";
    private static final String EVERY_STREAM = ":*";

    private AccessLogs() {}

    /** Where each call goes, as API Gateway keeps it. */
    static ShownStage.AccessLog of(AccessLogging logging) {
        return new ShownStage.AccessLog(destination(logging), format(logging));
    }

    /** The destination as API Gateway keeps it: of a log group without its streams. */
    static String destination(AccessLogging logging) {
        var arn = logging.destinationArn();
        return arn.endsWith(EVERY_STREAM) ? arn.substring(0, arn.length() - EVERY_STREAM.length()) : arn;
    }

    /** What is wrong with it and what to do; empty where nothing is. */
    static Optional<String> problem(AccessLogging logging) {
        if (logging.format() != null && logging.customFormat() != null) {
            return Optional.of("logging.access: set one of format and customFormat");
        }
        var custom = Objects.requireNonNullElse(logging.customFormat(), "");
        var secret =
                SECRETS.stream().filter(custom.replace(KEY_ID, "")::contains).findFirst();
        if (secret.isPresent()) {
            return Optional.of("logging.access.customFormat has " + secret.get()
                    + ", by which whoever reads the log could call in place of the caller: leave it out");
        }
        if (!custom.isEmpty()
                && !custom.contains("$context.requestId")
                && !custom.contains("$context.extendedRequestId")) {
            return Optional.of(
                    "logging.access.customFormat has neither $context.requestId nor $context.extendedRequestId,"
                            + " without which API Gateway takes no format: add one");
        }
        return Arn.tryParse(destination(logging))
                        .filter(AccessLogs::isDestination)
                        .isPresent()
                ? Optional.empty()
                : Optional.of(
                        "logging.access.destinationArn is neither a log group (arn:aws:logs:REGION:ACCOUNT:log-group:NAME)"
                                + " nor a Firehose stream whose name begins with amazon-apigateway-: correct it");
    }

    private static boolean isDestination(Arn arn) {
        return switch (arn.service()) {
            case "logs" -> arn.resource().startsWith("log-group:");
            case "firehose" -> arn.resource().startsWith("deliverystream/amazon-apigateway-");
            default -> false;
        };
    }

    private static String format(AccessLogging logging) {
        return Objects.requireNonNullElseGet(
                logging.customFormat(),
                () -> ready(Objects.requireNonNullElse(logging.format(), AccessLogFormat.Json)));
    }

    private static String ready(AccessLogFormat format) {
        return switch (format) {
            case Clf ->
                "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"
                        + " \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status"
                        + " $context.responseLength $context.requestId $context.extendedRequestId";
            case Xml ->
                "<request id=\"$context.requestId\"><extendedRequestId>$context.extendedRequestId</extendedRequestId>"
                        + "<ip>$context.identity.sourceIp</ip><caller>$context.identity.caller</caller>"
                        + "<user>$context.identity.user</user><requestTime>$context.requestTime</requestTime>"
                        + "<httpMethod>$context.httpMethod</httpMethod><resourcePath>$context.resourcePath</resourcePath>"
                        + "<status>$context.status</status><protocol>$context.protocol</protocol>"
                        + "<responseLength>$context.responseLength</responseLength></request>";
            case Csv ->
                "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,"
                        + "$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,"
                        + "$context.responseLength,$context.requestId,$context.extendedRequestId";
            case Json, UNKNOWN ->
                "{\"requestId\":\"$context.requestId\",\"extendedRequestId\":\"$context.extendedRequestId\","
                        + "\"ip\":\"$context.identity.sourceIp\",\"caller\":\"$context.identity.caller\","
                        + "\"user\":\"$context.identity.user\",\"requestTime\":\"$context.requestTime\","
                        + "\"httpMethod\":\"$context.httpMethod\",\"resourcePath\":\"$context.resourcePath\","
                        + "\"status\":\"$context.status\",\"protocol\":\"$context.protocol\","
                        + "\"responseLength\":\"$context.responseLength\"}";
        };
    }
}
