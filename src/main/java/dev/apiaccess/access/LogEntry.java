// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A call as the access log of its stage tells it.
 *
 * @param written when the entry was written, which is about when the call was made
 * @param values by variable, see {@link LogFormat#read}
 */
public record LogEntry(Instant written, Map<String, String> values) {

    private static final List<String> IDS = List.of("requestId", "extendedRequestId");
    private static final List<String> CALLERS =
            List.of("identity.userArn", "identity.user", "identity.caller", "identity.accessKey");
    private static final Set<Refusal.Kind> UNSIGNED = EnumSet.of(
            Refusal.Kind.MISSING_TOKEN, Refusal.Kind.FORBIDDEN, Refusal.Kind.ANONYMOUS, Refusal.Kind.AUTHORIZER);

    /** Which may come from behind, and may also be API Gateway's own without a text. */
    private static final Set<String> REFUSALS = Set.of("401", "403");

    public LogEntry {
        values = Map.copyOf(values);
    }

    /** A value; empty where the format lacks it or the call did not have it. */
    public Optional<String> value(String variable) {
        return Optional.ofNullable(values.get(variable));
    }

    /** Whether it is of that call: an id may also stand in a path or a message that a caller chose. */
    public boolean isOf(String requestId, String api, String stage) {
        return IDS.stream().anyMatch(id -> requestId.equals(values.get(id)))
                && values.getOrDefault("apiId", api).equals(api)
                && values.getOrDefault("stage", stage).equals(stage);
    }

    /** What API Gateway answered, where it refused. */
    public Optional<Refusal> refusal() {
        return message().map(Refusal::read);
    }

    /** The text of the error; the one that is written as JSON has quotes around it. */
    public Optional<String> message() {
        return value("error.message").or(() -> value("error.messageString").map(LogEntry::unquoted));
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /**
     * Who called: an ARN, or {@code anonymous} where the format would have named a caller and the call had none. Empty where the log does
     * not say.
     *
     * @param format of the entry
     */
    public Optional<String> principal(LogFormat format, Account account) {
        var arn = value("identity.userArn").filter(one -> one.startsWith("arn:"));
        if (arn.isPresent()) {
            return arn;
        }
        var told = refusal().flatMap(refusal -> refusal.principalIn(account));
        if (told.isPresent()) {
            return told;
        }
        return format.has("identity.userArn") && CALLERS.stream().noneMatch(values::containsKey) && isUnsigned(format)
                ? Optional.of("anonymous")
                : Optional.empty();
    }

    /**
     * Whether the answer is one that a call without a signature gets: of a signature that is wrong AWS does not name the caller either. What
     * API Gateway did not refuse passed, whatever came back from behind it.
     */
    private boolean isUnsigned(LogFormat format) {
        var tellsErrors = format.has("error.message") || format.has("error.messageString");
        return refusal()
                .map(refusal -> UNSIGNED.contains(refusal.kind()))
                .orElseGet(() -> value("status")
                        .filter(code -> code.startsWith("2") || (tellsErrors && !REFUSALS.contains(code)))
                        .isPresent());
    }

    /** The verb in upper case. */
    public Optional<String> verb() {
        return value("httpMethod").or(() -> called().map(Refusal.Called::verb));
    }

    /** The path without the stage; the template of the resource where the log has no more. */
    public Optional<String> path(String stage) {
        var root = "/" + stage;
        return value("path")
                .filter(path -> path.equals(root) || path.startsWith(root + "/"))
                .map(path -> path.equals(root) ? "/" : path.substring(root.length()))
                .or(() -> called().map(Refusal.Called::path))
                .or(() -> value("resourcePath"));
    }

    private Optional<Refusal.Called> called() {
        return refusal().flatMap(Refusal::call);
    }

    /** Condition keys of the call, as far as the log says them. */
    public Map<String, List<String>> keys() {
        var keys = new TreeMap<String, List<String>>();
        var endpoint = value("identity.vpceId");
        endpoint.ifPresent(one -> keys.put("aws:SourceVpce", List.of(one)));
        // Through an endpoint the address is one of the VPC.
        value("identity.sourceIp")
                .ifPresent(one -> keys.put(endpoint.isPresent() ? "aws:VpcSourceIp" : "aws:SourceIp", List.of(one)));
        keys.put("aws:CurrentTime", List.of(time().toString()));
        keys.put("aws:EpochTime", List.of(Long.toString(time().getEpochSecond())));
        return keys;
    }

    /** When the call was made, in whole seconds. */
    public Instant time() {
        return value("requestTimeEpoch")
                .filter(millis -> millis.matches("\\d{1,15}"))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .orElse(written)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    /** The variables without which the call is not known whole, of those that the format does not have. */
    public static List<String> lacking(LogFormat format) {
        var lacking = new ArrayList<>(List.of("identity.userArn", "httpMethod", "path", "identity.sourceIp"));
        lacking.removeIf(format::has);
        return lacking;
    }
}
