// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status
 * @param headers extra headers, among them the content type
 * @param body the whole body, empty for none
 */
// The body is compared by nobody and changed by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record WireResponse(int status, Map<String, String> headers, byte[] body) {

    /** A JSON answer. */
    public static WireResponse json(int status, JsonNode body) {
        return text(status, "application/json", body.toString());
    }

    /** An answer with a text body in UTF-8. */
    public static WireResponse text(int status, String contentType, String body) {
        return new WireResponse(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer without a body, as API Gateway gives to a deletion. */
    public static WireResponse empty(int status) {
        return new WireResponse(status, Map.of(), new byte[0]);
    }

    /** The same answer with one more header. */
    public WireResponse with(String header, String value) {
        Map<String, String> more = new java.util.TreeMap<>(headers);
        more.put(header, value);
        return new WireResponse(status, Map.copyOf(more), body);
    }
}
