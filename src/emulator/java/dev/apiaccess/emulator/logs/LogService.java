// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.state.LogGroups;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.JsonProtocol;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Searches what was written to log groups. */
public final class LogService {
    private static final JsonProtocol PROTOCOL = new JsonProtocol("Logs_20140328.", "message");
    private static final String FILTER = "FilterLogEvents";
    private static final int PAGE = 10_000;
    private final LogGroups groups;

    /** Over those groups. */
    public LogService(LogGroups groups) {
        this.groups = groups;
    }

    /** All operations. */
    public SortedSet<String> operations() {
        return new TreeSet<>(Set.of(FILTER));
    }

    /** The operation a request asks for, empty when it names none. */
    public String operation(WireRequest request) {
        return PROTOCOL.operation(request);
    }

    /**
     * Runs an operation.
     *
     * @throws AwsError for every refusal
     */
    public WireResponse handle(Call call, String operation) {
        if (!operation.equals(FILTER)) {
            throw JsonProtocol.unknown(operation);
        }
        JsonNode sent = JsonProtocol.body(call.request());
        String name = sent.path("logGroupName").asText("");
        if (name.isEmpty()) {
            throw invalid("logGroupName is missing");
        }
        String arn = "arn:aws:logs:" + call.region() + ":" + call.account().id() + ":log-group:" + name;
        call.allow("logs:" + FILTER, arn, arn, Map.of());
        List<LogGroups.Event> events = groups.events(arn)
                .orElseThrow(() ->
                        new AwsError(400, "ResourceNotFoundException", "The specified log group does not exist."));
        return JsonProtocol.answer(page(sent, found(sent, events)));
    }

    private static List<LogGroups.Event> found(JsonNode sent, List<LogGroups.Event> events) {
        String phrase = phrase(sent.path("filterPattern").asText(""));
        long from = sent.path("startTime").asLong(0);
        long to = sent.path("endTime").asLong(Long.MAX_VALUE);
        return events.stream()
                .filter(event -> event.message().contains(phrase))
                .filter(event -> event.written().toEpochMilli() >= from
                        && event.written().toEpochMilli() <= to)
                .toList();
    }

    /** Of the language of patterns only a phrase in quotes is known. */
    private static String phrase(String pattern) {
        if (pattern.isEmpty()) {
            return "";
        }
        if (pattern.length() < 2 || !pattern.startsWith("\"") || !pattern.endsWith("\"")) {
            throw invalid("filterPattern is emulated for one phrase in quotes only");
        }
        return pattern.substring(1, pattern.length() - 1);
    }

    private static ObjectNode page(JsonNode sent, List<LogGroups.Event> found) {
        int size = sent.path("limit").asInt(PAGE);
        String token = sent.path("nextToken").asText("0");
        if (size < 1 || size > PAGE || !token.matches("\\d{1,6}") || Integer.parseInt(token) > found.size()) {
            throw invalid("limit or nextToken is out of range");
        }
        int start = Integer.parseInt(token);
        int end = Math.min(found.size(), start + size);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode shown = out.putArray("events");
        for (LogGroups.Event event : found.subList(start, end)) {
            shown.addObject()
                    .put("timestamp", event.written().toEpochMilli())
                    .put("ingestionTime", event.written().toEpochMilli())
                    .put("message", event.message());
        }
        if (end < found.size()) {
            out.put("nextToken", Integer.toString(end));
        }
        return out;
    }

    private static AwsError invalid(String why) {
        return new AwsError(400, "InvalidParameterException", why);
    }

    /** An error as this service writes it; it has no other status than 400. */
    public static WireResponse error(AwsError error) {
        return PROTOCOL.error(error);
    }
}
