// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.LogPort;
import dev.apiaccess.port.Page;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** CloudWatch Logs by its JSON protocol. */
final class SdkLogPort implements LogPort {

    private final JsonService service;
    private final Calls calls;

    SdkLogPort(JsonService service, Calls calls) {
        this.service = service;
        this.calls = calls;
    }

    @Override
    public Page<Event> filterLogEvents(Search search, @Nullable String position) {
        var request = JsonNodeFactory.instance
                .objectNode()
                .put("logGroupName", search.group())
                .put("filterPattern", "\"" + search.phrase() + "\"")
                .put("startTime", search.from().toEpochMilli())
                .put("endTime", search.to().toEpochMilli());
        if (position != null) {
            request.put("nextToken", position);
        }
        var operation = Operation.FILTER_LOG_EVENTS;
        var answer = calls.call(operation, () -> service.ask(operation.awsName(), request));
        var events = new ArrayList<Event>();
        answer.path("events")
                .forEach(event -> events.add(new Event(
                        Instant.ofEpochMilli(event.path("timestamp").asLong()),
                        event.path("message").asText())));
        return new Page<>(events, answer.path("nextToken").asText(null));
    }
}
