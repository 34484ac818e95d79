// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The part of CloudWatch that alarms are made of. */
public final class MonitoringService {
    private static final Map<String, BiFunction<Call, ObjectNode, ObjectNode>> OPERATIONS = Map.of(
            "PutMetricAlarm", AlarmOperations::put,
            "DescribeAlarms", AlarmOperations::describe,
            "DeleteAlarms", AlarmOperations::delete,
            "TagResource", AlarmOperations::tag,
            "UntagResource", AlarmOperations::untag,
            "ListTagsForResource", AlarmOperations::tags);

    /** What is there, by name. */
    public SortedSet<String> operations() {
        return new TreeSet<>(OPERATIONS.keySet());
    }

    /** The operation a request asks for, empty when it names none. */
    public String operation(WireRequest request) {
        return Protocol.of(request).operation(request);
    }

    /**
     * Runs an operation.
     *
     * @throws AwsError for every refusal
     */
    public WireResponse handle(Call call, String operation, String requestId) {
        Protocol protocol = Protocol.of(call.request());
        BiFunction<Call, ObjectNode, ObjectNode> handler = OPERATIONS.get(operation);
        if (handler == null) {
            throw new AwsError(400, "InvalidAction", "'" + operation + "' is not emulated");
        }
        return protocol.answer(operation, handler.apply(call, protocol.read(call.request())), requestId);
    }

    /** An error as the request's protocol writes it. */
    public WireResponse error(AwsError error, WireRequest request, String requestId) {
        return Protocol.of(request).error(error, requestId);
    }

    /** What a request says, for the record. */
    public Map<String, String> parameters(WireRequest request) {
        Map<String, String> out = new TreeMap<>();
        try {
            Protocol.of(request)
                    .read(request)
                    .properties()
                    .forEach(field -> out.put(
                            field.getKey(),
                            field.getValue().isValueNode()
                                    ? field.getValue().asText()
                                    : field.getValue().toString()));
        } catch (AwsError e) {
            out.put("body", "unreadable, " + request.body().length + " bytes");
        }
        return Map.copyOf(out);
    }
}
