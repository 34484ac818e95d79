// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Cbor;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import dev.apiaccess.emulator.wire.Xml;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The three ways in which CloudWatch is spoken to; all of them carry the same trees. */
enum Protocol {
    /** Smithy's RPC v2 with CBOR, which the SDKs of today prefer. */
    CBOR,
    /** JSON 1.0. */
    JSON,
    /** Forms and XML, which older clients speak. */
    QUERY;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SERVICE = "GraniteServiceVersion20100801";
    private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
    private static final Pattern RPC = Pattern.compile("/service/" + SERVICE + "/operation/(\\w+)");
    /** Errors whose shape has another name than their code in the query protocol. */
    private static final Map<String, String> SHAPES = Map.of(
            "InvalidParameterValue", "InvalidParameterValueException",
            "InvalidParameterCombination", "InvalidParameterCombinationException",
            "MissingParameter", "MissingRequiredParameterException");

    /** The one that a request speaks. */
    static Protocol of(WireRequest request) {
        if ("rpc-v2-cbor".equals(request.header("smithy-protocol"))) {
            return CBOR;
        }
        return request.header("x-amz-target") == null ? QUERY : JSON;
    }

    /** The operation a request asks for, empty when it names none. */
    String operation(WireRequest request) {
        return switch (this) {
            case CBOR -> {
                Matcher path = RPC.matcher(request.rawPath());
                yield path.matches() ? path.group(1) : "";
            }
            case JSON -> {
                String target = String.valueOf(request.header("x-amz-target"));
                yield target.startsWith(SERVICE + ".") ? target.substring(SERVICE.length() + 1) : "";
            }
            case QUERY -> request.form().get("Action", "");
        };
    }

    /** What a request says; numbers of a form are texts. */
    ObjectNode read(WireRequest request) {
        if (this == QUERY) {
            return form(request);
        }
        if (request.body().length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode body = this == CBOR ? Cbor.read(request.body()) : MAPPER.readTree(request.bodyText());
            if (body instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new AwsError(400, "SerializationException", "the body is not JSON");
        }
        throw new AwsError(400, "SerializationException", "the body is no structure");
    }

    /** {@code Dimensions.member.1.Name} and so on as a tree. */
    private static ObjectNode form(WireRequest request) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        request.form().asMap().forEach((name, values) -> put(out, List.of(name.split("\\.", -1)), values.getFirst()));
        return out;
    }

    private static void put(ObjectNode node, List<String> path, String value) {
        String name = path.getFirst();
        if (path.size() == 1) {
            node.put(name, value);
        } else if (path.get(1).equals("member") && path.size() > 2) {
            ArrayNode list = node.path(name) instanceof ArrayNode known ? known : node.putArray(name);
            if (path.size() == 3) {
                list.add(value);
            } else {
                int index = Integer.parseInt(path.get(2)) - 1;
                ObjectNode item = list.path(index) instanceof ObjectNode known ? known : list.addObject();
                put(item, path.subList(3, path.size()), value);
            }
        }
    }

    WireResponse answer(String operation, ObjectNode body, String requestId) {
        return switch (this) {
            case CBOR -> cbor(200, body);
            case JSON -> json(200, body);
            case QUERY ->
                WireResponse.text(
                        200, "text/xml", Xml.answer(operation, NAMESPACE, requestId, out -> fields(body, out)));
        };
    }

    WireResponse error(AwsError error, String requestId) {
        if (this == QUERY) {
            return WireResponse.text(error.status(), "text/xml", Xml.error(error, NAMESPACE, requestId));
        }
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("__type", SHAPES.getOrDefault(error.code(), error.code()))
                .put("message", error.text());
        WireResponse answer = this == CBOR ? cbor(error.status(), body) : json(error.status(), body);
        return answer.with("x-amzn-query-error", error.code() + (error.status() < 500 ? ";Sender" : ";Receiver"));
    }

    private static WireResponse cbor(int status, ObjectNode body) {
        return new WireResponse(
                status, Map.of("Content-Type", "application/cbor", "smithy-protocol", "rpc-v2-cbor"), Cbor.write(body));
    }

    private static WireResponse json(int status, ObjectNode body) {
        return WireResponse.text(
                status, "application/x-amz-json-1.0", seconds(body).toString());
    }

    /** JSON has no times: they are seconds. */
    private static JsonNode seconds(JsonNode node) {
        return switch (node) {
            case ObjectNode map -> {
                ObjectNode out = JsonNodeFactory.instance.objectNode();
                map.properties().forEach(entry -> out.set(entry.getKey(), seconds(entry.getValue())));
                yield out;
            }
            case ArrayNode list -> {
                ArrayNode out = JsonNodeFactory.instance.arrayNode();
                list.forEach(item -> out.add(seconds(item)));
                yield out;
            }
            case POJONode time
            when time.getPojo() instanceof Instant instant ->
                JsonNodeFactory.instance.numberNode(BigDecimal.valueOf(instant.toEpochMilli(), 3));
            default -> node;
        };
    }

    private static void fields(ObjectNode body, Xml out) {
        body.properties().forEach(entry -> {
            String name = entry.getKey();
            switch (entry.getValue()) {
                case ArrayNode list -> {
                    out.element(name, members -> list.forEach(item -> member(item, members)));
                }
                case ObjectNode map -> out.element(name, inner -> fields(map, inner));
                case POJONode time -> out.text(name, time.getPojo());
                case JsonNode value -> out.text(name, value.asText());
            }
        });
    }

    private static void member(JsonNode item, Xml out) {
        if (item instanceof ObjectNode map) {
            out.element("member", inner -> fields(map, inner));
        } else {
            out.text("member", item.asText());
        }
    }
}
