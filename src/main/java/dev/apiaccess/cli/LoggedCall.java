// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Account;
import dev.apiaccess.access.ApiKey;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.LogEntry;
import dev.apiaccess.access.LogFormat;
import dev.apiaccess.access.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A call of the access log, as it is told and as it becomes a question.
 *
 * @param requestId as it was asked for
 */
record LoggedCall(String requestId, LogEntry entry, LogFormat format) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_=-]{8,80}");
    private static final String KEY = "identity.apiKeyId";
    private static final String ADDRESS = "aws:SourceIp";
    private static final List<String> TIMES = List.of("aws:CurrentTime", "aws:EpochTime");
    private static final List<String> TOLD = List.of(
            "error.responseType",
            "authorizer.error",
            "authorizer.status",
            "authorize.error",
            "authenticate.error",
            "waf.error");

    /** Whether an id can be one: it is looked for as a phrase. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** The question with what the log says of the call, but for its time as the options have it where they say something. */
    Inquiry in(Account account, Inquiry asked) {
        var logged = entry.keys();
        var keys = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        keys.putAll(logged);
        var address = keys.get(ADDRESS);
        if (asked.api().isPrivate() && address != null) {
            // Also where the log does not name the endpoint.
            keys.remove(ADDRESS);
            keys.put("aws:VpcSourceIp", address);
        }
        keys.putAll(asked.terms().with());
        TIMES.forEach(time -> keys.put(time, logged.getOrDefault(time, List.of())));
        var given = asked.terms().key();
        var key = given != null ? given : key(account).orElse(null);
        return new Inquiry(
                account,
                asked.api(),
                asked.stage(),
                new Terms(keys, key, asked.terms().assumePolicyDeployed()));
    }

    private Optional<ApiKey> key(Account account) {
        return entry.value(KEY)
                .flatMap(id -> account.keys(id).stream()
                        .filter(key -> key.id().equals(id))
                        .findFirst());
    }

    String principal(Account account) {
        return entry.principal(format, account)
                .orElseThrow(() -> format.has("identity.userArn")
                        ? new Unanswerable(
                                Code.LOG_LACKS,
                                "the access log names no caller of request " + requestId
                                        + ", and does not tell whether it was signed",
                                "say who it was: apiaccess explain <principal> --request-id " + requestId
                                        + ", or anonymous; for the next time put $context.error.message into the format")
                        : lacks("who called", "$context.identity.userArn"));
    }

    String verb() {
        return entry.verb().orElseThrow(() -> lacks("the verb", "$context.httpMethod"));
    }

    String path(Inquiry inquiry) {
        return entry.path(inquiry.stage().name()).orElseThrow(() -> lacks("the path", "$context.path"));
    }

    private Unanswerable lacks(String what, String variable) {
        return new Unanswerable(
                Code.LOG_LACKS,
                "the access log does not say " + what + " of request " + requestId,
                "say it: apiaccess explain <principal> <VERB> <path>; for the next time put " + variable
                        + " into the format");
    }

    void tell(Lines lines) {
        lines.line("The access log of request " + requestId + " says:");
        lines.labelled("when", entry.time().toString());
        answered().ifPresent(answer -> lines.labelled("answered", answer));
        entry.value("identity.sourceIp").ifPresent(address -> lines.labelled("from", address));
        entry.value(KEY).ifPresent(id -> lines.labelled("key", id));
        var lacking = lacking();
        if (!lacking.isEmpty()) {
            lines.labelled("lacks", "the format has no " + String.join(", ", lacking));
        }
        lines.blank();
    }

    private Optional<String> answered() {
        var words = new ArrayList<String>();
        entry.value("status").ifPresent(words::add);
        entry.message().ifPresent(words::add);
        TOLD.forEach(name -> entry.value(name).ifPresent(value -> words.add(name + " " + value)));
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }

    private List<String> lacking() {
        return LogEntry.lacking(format).stream().map(name -> "$context." + name).collect(Collectors.toList());
    }

    ObjectNode json() {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("requestId", requestId)
                .put("time", entry.time().toString());
        answered().ifPresent(answer -> node.put("answered", answer));
        entry.value("identity.sourceIp").ifPresent(address -> node.put("from", address));
        entry.value(KEY).ifPresent(id -> node.put("key", id));
        var lacks = node.putArray("lacks");
        lacking().forEach(lacks::add);
        return node;
    }
}
