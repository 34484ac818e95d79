// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys the Secret holds what.
 *
 * @param value for the key value; null means value
 * @param id for the id of the key in AWS; null means id
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeys(
        @Nullable String value,
        @Nullable String id,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown) implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public SecretKeys {
        unknown = Absent.map(unknown);
    }
}
