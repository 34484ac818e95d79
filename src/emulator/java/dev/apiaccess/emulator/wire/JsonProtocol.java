// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * AWS's JSON 1.1: the operation is in a header, request and answer are JSON, and no error has another status than 400.
 *
 * @param prefix what stands in front of the operation's name, with its dot
 * @param message how the text of an error is called, which services do in two ways
 */
public record JsonProtocol(String prefix, String message) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/x-amz-json-1.1";

    /** The operation a request asks for, empty when it names none. */
    public String operation(WireRequest request) {
        String target = request.header("x-amz-target");
        return target != null && target.startsWith(prefix) ? target.substring(prefix.length()) : "";
    }

    /** What a request says; an empty object for an empty body. */
    public static JsonNode body(WireRequest request) {
        try {
            return request.body().length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(request.body());
        } catch (IOException e) {
            throw new AwsError(400, "SerializationException", "the body is not JSON");
        }
    }

    public static WireResponse answer(JsonNode body) {
        return WireResponse.json(200, body).with("Content-Type", TYPE);
    }

    /** The refusal of an operation that is not there. */
    public static AwsError unknown(String operation) {
        return new AwsError(400, "UnknownOperationException", "'" + operation + "' is not emulated");
    }

    /** An error as services write it. */
    public WireResponse error(AwsError error) {
        String code = switch (error.code()) {
            case "SignatureDoesNotMatch" -> "InvalidSignatureException";
            case "InvalidClientTokenId" -> "UnrecognizedClientException";
            case "Throttling" -> "TooManyRequestsException";
            default -> error.code().endsWith("Exception") ? error.code() : error.code() + "Exception";
        };
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("__type", code).put(message, error.text());
        return WireResponse.json(400, body).with("Content-Type", TYPE);
    }
}
