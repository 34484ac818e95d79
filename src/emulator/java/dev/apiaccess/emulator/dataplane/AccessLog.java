// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.access.Caller;
import dev.apiaccess.emulator.state.LogGroups;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the line that a stage logs for a request, once it is answered. Of Firehose streams nothing is kept. */
final class AccessLog {
    private static final Pattern VARIABLE = Pattern.compile("\\$context\\.([A-Za-z0-9_]+(?:\\.[A-Za-z0-9_-]+)*)");
    private static final DateTimeFormatter CLF =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private final LogGroups groups;

    AccessLog(LogGroups groups) {
        this.groups = groups;
    }

    /**
     * What became of a request.
     *
     * @param caller who signed, null for nobody
     * @param keyId of the API key that was taken, null for none
     * @param error null when it passed
     */
    record Outcome(
            String requestId,
            Instant at,
            @Nullable Caller caller,
            @Nullable String keyId,
            int status,
            @Nullable AwsError error) {}

    void write(WireRequest request, Target target, Outcome outcome) {
        Stage.AccessLog log = target.stage().accessLog();
        if (log == null || log.format() == null || log.destinationArn() == null) {
            return;
        }
        if (log.destinationArn().contains(":log-group:")) {
            Map<String, String> values = values(request, target, outcome);
            String line = VARIABLE.matcher(log.format())
                    .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "-")));
            groups.add(log.destinationArn(), new LogGroups.Event(outcome.at(), line));
        }
    }

    private static Map<String, String> values(WireRequest request, Target target, Outcome outcome) {
        Map<String, String> values = new HashMap<>();
        values.put("requestId", outcome.requestId());
        values.put("extendedRequestId", outcome.requestId());
        values.put("requestTime", CLF.format(outcome.at()));
        values.put("requestTimeEpoch", Long.toString(outcome.at().toEpochMilli()));
        values.put("accountId", target.place().account().id());
        values.put("apiId", target.api().id());
        values.put("stage", target.stage().name());
        values.put("httpMethod", request.method());
        values.put("path", "/" + target.stage().name() + target.path());
        values.put("resourcePath", target.found().resource());
        values.put("protocol", "HTTP/1.1");
        values.put("status", Integer.toString(outcome.status()));
        values.put("identity.sourceIp", request.sourceIp());
        put(values, "identity.userAgent", request.header("user-agent"));
        put(values, "identity.apiKeyId", outcome.keyId());
        Caller caller = outcome.caller();
        if (caller != null) {
            values.put("identity.userArn", caller.arn());
            values.put("identity.user", caller.userId());
            values.put("identity.caller", caller.userId());
            values.put("identity.accountId", caller.account().id());
        }
        AwsError error = outcome.error();
        if (error != null) {
            values.put("error.message", error.text());
            values.put("error.messageString", "\"" + error.text() + "\"");
            values.put("error.responseType", responseType(error));
        }
        return values;
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    /** The gateway response that answers. */
    private static String responseType(AwsError error) {
        return switch (error.code()) {
            case "MissingAuthenticationTokenException" -> "MISSING_AUTHENTICATION_TOKEN";
            case "AccessDenied" -> "ACCESS_DENIED";
            case "ForbiddenException" -> "INVALID_API_KEY";
            case "UnauthorizedException" -> "UNAUTHORIZED";
            case "AuthorizerConfigurationException" -> "AUTHORIZER_CONFIGURATION_ERROR";
            case "TooManyRequestsException" -> "THROTTLED";
            case "LimitExceededException" -> "QUOTA_EXCEEDED";
            case "SignatureDoesNotMatch" -> "INVALID_SIGNATURE";
            case "ExpiredTokenException" -> "EXPIRED_TOKEN";
            default -> error.status() < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
        };
    }
}
