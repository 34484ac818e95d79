// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.WireRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What of a request may be kept: everything but the values of keys and the tokens of callers. */
public final class Redaction {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 4_000;
    private static final String HIDDEN = "***";
    private static final List<String> SECRET =
            List.of("value", "headers", "multiValueHeaders", "pathWithQueryString", "stageVariables");

    private Redaction() {}

    /** The parameters of a query-protocol call. */
    public static Map<String, String> form(WireRequest request) {
        return flat(request.form());
    }

    /** The parameters of a REST call: the query and, under {@code body}, the JSON without what is secret. */
    public static Map<String, String> rest(WireRequest request) {
        Map<String, String> out = new TreeMap<>(flat(request.query()));
        if (request.body().length > 0) {
            try {
                JsonNode body = JSON.readTree(request.bodyText());
                if (body instanceof ObjectNode object) {
                    SECRET.stream().filter(object::has).forEach(field -> object.put(field, HIDDEN));
                }
                out.put("body", cut(body.toString()));
            } catch (JsonProcessingException e) {
                out.put("body", "unreadable, " + request.body().length + " bytes");
            }
        }
        return Map.copyOf(out);
    }

    private static Map<String, String> flat(Params params) {
        Map<String, String> out = new TreeMap<>();
        params.asMap().forEach((name, values) -> out.put(name, cut(String.join(",", values))));
        return Map.copyOf(out);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
