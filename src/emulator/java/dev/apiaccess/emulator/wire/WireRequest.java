// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request as it arrived.
 *
 * @param method the verb in capitals
 * @param rawPath the path exactly as sent, still percent-encoded
 * @param rawQuery the query exactly as sent, empty when there was none
 * @param headers by lower-case name, values in the order of arrival
 * @param body the whole body
 * @param sourceIp the caller's address in text form
 */
// The body is compared by nobody and changed by nobody.
@SuppressWarnings("ArrayRecordComponent")
public record WireRequest(
        String method,
        String rawPath,
        String rawQuery,
        Map<String, List<String>> headers,
        byte[] body,
        String sourceIp) {

    /** The first value of a header, null when it was not sent. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /** The parameters of the query string. */
    public Params query() {
        return Params.parse(rawQuery);
    }

    /** The parameters of the body, read as a form; those of the query string when the body is empty. */
    public Params form() {
        return body.length == 0 ? query() : Params.parse(bodyText());
    }

    /** The body as UTF-8 text. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
