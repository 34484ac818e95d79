// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The one place that classifies exceptions of the SDK. Codes are those of the services' API models; where the models are ambiguous (two
 * meanings of 409, a 400 that is a conflict), AWS's text decides.
 *
 * <p>A failure carries AWS's code and text, and as cause at most the {@link IOException} of the connection: SDK exceptions may quote an
 * answer, and answers of API Gateway hold key values. Request ids and times stay out too, for a text that differs each time would be
 * written to a status each time.
 */
final class ErrorMapping {

    private static final int TEXT_LENGTH = 1_000;
    private static final Pattern TIME = Pattern.compile("\\b[0-9]{8}T[0-9]{6}Z\\b");
    private static final Pattern PROVIDER = Pattern.compile("(\\w+)CredentialsProvider\\([^:]*\\): ");
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** By code without the suffix {@code Exception}, which API Gateway has and IAM has not. */
    private static final Map<String, Kind> BY_CODE = Map.ofEntries(
            Map.entry("InvalidClientTokenId", Kind.CREDENTIALS),
            Map.entry("UnrecognizedClient", Kind.CREDENTIALS),
            Map.entry("InvalidAccessKeyId", Kind.CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", Kind.CREDENTIALS),
            Map.entry("InvalidSignature", Kind.CREDENTIALS),
            Map.entry("IncompleteSignature", Kind.CREDENTIALS),
            Map.entry("MissingAuthenticationToken", Kind.CREDENTIALS),
            Map.entry("AuthFailure", Kind.CREDENTIALS),
            Map.entry("ExpiredToken", Kind.CREDENTIALS),
            Map.entry("RequestExpired", Kind.CREDENTIALS),
            Map.entry("AccessDenied", Kind.ACCESS_DENIED),
            Map.entry("Unauthorized", Kind.ACCESS_DENIED),
            Map.entry("UnauthorizedOperation", Kind.ACCESS_DENIED),
            Map.entry("NotAuthorized", Kind.ACCESS_DENIED),
            Map.entry("OptInRequired", Kind.ACCESS_DENIED),
            Map.entry("NoSuchEntity", Kind.NOT_FOUND),
            Map.entry("NotFound", Kind.NOT_FOUND),
            Map.entry("ResourceNotFound", Kind.NOT_FOUND),
            Map.entry("EntityAlreadyExists", Kind.ALREADY_EXISTS),
            Map.entry("ConcurrentModification", Kind.CONCURRENT_MODIFICATION),
            Map.entry("EntityTemporarilyUnmodifiable", Kind.CONCURRENT_MODIFICATION),
            Map.entry("DeleteConflict", Kind.CONFLICT),
            Map.entry("LimitExceeded", Kind.LIMIT_EXCEEDED),
            Map.entry("Throttling", Kind.THROTTLED),
            Map.entry("Throttled", Kind.THROTTLED),
            Map.entry("TooManyRequests", Kind.THROTTLED),
            Map.entry("RequestLimitExceeded", Kind.THROTTLED),
            Map.entry("RequestThrottled", Kind.THROTTLED),
            Map.entry("SlowDown", Kind.THROTTLED));

    private ErrorMapping() {}

    /**
     * @param operation the operation called
     * @param secrets in the request; redacted where AWS quotes them
     */
    static AwsFailure failure(Operation operation, SdkException thrown, List<KeyValue> secrets) {
        return switch (thrown) {
            case CredentialsFailure none -> noCredentials(operation, none.reason());
            case AwsServiceException answer -> {
                var code = code(answer);
                yield new AwsFailure(
                        kind(operation, answer, code),
                        operation,
                        code,
                        redacted(text(answer), secrets),
                        retryAfter(answer),
                        null);
            }
            default -> notAnswered(operation, thrown);
        };
    }

    private static Optional<AwsFailure> notLeading(Operation operation, SdkException thrown) {
        return thrown.getCause() instanceof LeaderOnly.NotLeading reason
                ? Optional.of(new AwsFailure(
                        Kind.UNAVAILABLE,
                        operation,
                        name(reason),
                        redacted(reason.getMessage(), List.of()),
                        null,
                        null))
                : Optional.empty();
    }

    /** The call itself was not sent, so its effect is never in doubt. */
    private static AwsFailure noCredentials(Operation operation, SdkException reason) {
        var notLeading = notLeading(operation, reason);
        if (notLeading.isPresent()) {
            return notLeading.get();
        }
        if (reason instanceof AwsServiceException sts) {
            var code = code(sts);
            var later = sts.statusCode() >= 500 || sts.isThrottlingException() || code.equals("IDPCommunicationError");
            return new AwsFailure(
                    later ? Kind.UNAVAILABLE : Kind.CREDENTIALS,
                    operation,
                    code,
                    redacted(later ? "no credentials: " + text(sts) : roleRefused(sts, code), List.of()),
                    later ? retryAfter(sts) : null,
                    null);
        }
        var connection = connectionProblem(reason);
        if (connection.isPresent() || timedOut(reason)) {
            return new AwsFailure(
                    Kind.UNAVAILABLE,
                    operation,
                    name(connection.isPresent() ? connection.get() : reason),
                    redacted(
                            "no credentials, STS was not reached: "
                                    + connection.map(IOException::getMessage).orElse("timed out"),
                            List.of()),
                    null,
                    connection.orElse(null));
        }
        return new AwsFailure(
                Kind.CREDENTIALS, operation, "NoCredentials", redacted(tried(reason), List.of()), null, null);
    }

    /** Message for a refused role: the caller has credentials, otherwise STS would not have been called. */
    private static String roleRefused(AwsServiceException sts, String code) {
        var refused = "AssumeRole was refused: " + text(sts);
        return code.startsWith("AccessDenied")
                ? refused
                        + ": let the role trust the operator's identity, with the connection's externalId if it asks for one"
                        + " (apiaccess iam-policy trust), and let that identity assume the role (apiaccess iam-policy operator)"
                : refused;
    }

    /** The reasons of every provider in the chain, without the useless description of each provider. */
    private static String tried(SdkException reason) {
        var text = String.valueOf(reason.getMessage());
        var reasons = text.indexOf(" : [");
        return reasons < 0
                ? text
                : "no credentials found: "
                        + PROVIDER.matcher(text.substring(reasons + 4)).replaceAll("$1: ");
    }

    private static AwsFailure notAnswered(Operation operation, SdkException thrown) {
        var notLeading = notLeading(operation, thrown);
        if (notLeading.isPresent()) {
            return notLeading.get();
        }
        var connection = connectionProblem(thrown);
        if (connection.isPresent()) {
            var problem = connection.get();
            var kind = operation.write() && !beforeSending(problem) ? Kind.AMBIGUOUS : Kind.UNAVAILABLE;
            return new AwsFailure(
                    kind, operation, name(problem), redacted(problem.getMessage(), List.of()), null, problem);
        }
        var text = timedOut(thrown) ? "no answer in time" : "the answer could not be read";
        return new AwsFailure(unknownEffect(operation), operation, name(thrown), text, null, null);
    }

    private static Kind kind(Operation operation, AwsServiceException answer, String code) {
        var known = BY_CODE.get(code.endsWith("Exception") ? code.substring(0, code.length() - 9) : code);
        if (known != null) {
            return known;
        }
        if (answer.isThrottlingException()) {
            return Kind.THROTTLED;
        }
        var status = answer.statusCode();
        if (status >= 500 || status == 408) {
            return unknownEffect(operation);
        }
        if (!hasCode(answer)) {
            // Every error of AWS has a code. This answer is from a proxy in between, whose 404 must not count as "not
            // found".
            return Kind.UNAVAILABLE;
        }
        var text = text(answer).toLowerCase(Locale.ROOT);
        if (status == 409) {
            return text.contains("concurrent modification")
                    ? Kind.CONCURRENT_MODIFICATION
                    : text.contains("already exists") ? Kind.ALREADY_EXISTS : Kind.CONFLICT;
        }
        if (text.contains("api stages associated")) {
            return Kind.CONFLICT;
        }
        return status == 403 ? Kind.ACCESS_DENIED : Kind.INVALID;
    }

    private static Kind unknownEffect(Operation operation) {
        return operation.write() ? Kind.AMBIGUOUS : Kind.UNAVAILABLE;
    }

    private static boolean beforeSending(IOException problem) {
        return problem instanceof UnknownHostException
                || problem instanceof ConnectException
                || problem instanceof ConnectTimeoutException
                || problem instanceof ConnectionRequestTimeoutException
                || problem instanceof NoRouteToHostException
                || problem instanceof SSLHandshakeException
                || problem instanceof SSLPeerUnverifiedException;
    }

    private static Optional<IOException> connectionProblem(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException problem) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }

    private static boolean timedOut(SdkException thrown) {
        return name(thrown).contains("Timeout") || name(thrown).contains("Aborted");
    }

    private static boolean hasCode(AwsServiceException answer) {
        return answer.awsErrorDetails() != null && answer.awsErrorDetails().errorCode() != null;
    }

    private static String code(AwsServiceException answer) {
        return hasCode(answer) ? answer.awsErrorDetails().errorCode() : "HTTP " + answer.statusCode();
    }

    private static String text(AwsServiceException answer) {
        var text = Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::errorMessage);
        return text.filter(message -> !message.isBlank()).orElse("HTTP status " + answer.statusCode());
    }

    private static @Nullable Duration retryAfter(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .filter(seconds -> seconds.matches("[0-9]{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .orElse(null);
    }

    private static String name(Throwable thrown) {
        return thrown.getClass().getSimpleName();
    }

    private static String redacted(@Nullable String text, List<KeyValue> secrets) {
        var safe = text == null ? "no further text" : text;
        for (var secret : secrets) {
            safe = safe.replace(secret.reveal(), "(redacted)");
        }
        safe = TIME.matcher(safe).replaceAll("(time)");
        // A refused signature is explained with the canonical request, session token included.
        var canonical = safe.indexOf("The Canonical String");
        safe = (canonical < 0 ? safe : safe.substring(0, canonical))
                .replaceAll("\\s+", " ")
                .strip();
        return safe.length() <= TEXT_LENGTH ? safe : safe.substring(0, TEXT_LENGTH) + "...";
    }
}
