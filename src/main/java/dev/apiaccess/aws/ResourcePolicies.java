// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resource policies of APIs as API Gateway returns them. */
final class ResourcePolicies {

    private static final JsonMapper JSON = new JsonMapper();
    /** A document that is not escaped begins like a text that ends at its first quote. */
    private static final ObjectReader TEXT =
            JSON.readerFor(String.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ResourcePolicies() {}

    /** The policy of a listed API, which is escaped once more than JSON needs. Text in another form stays as it is. */
    static Optional<String> listed(@Nullable String escaped) {
        if (escaped == null || escaped.isBlank()) {
            return Optional.empty();
        }
        if (!escaped.contains("\\")) {
            return Optional.of(escaped);
        }
        try {
            return Optional.of(TEXT.readValue('"' + escaped + '"'));
        } catch (JsonProcessingException _) {
            return Optional.of(escaped);
        }
    }
}
