// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/**
 * Names an AwsConnection.
 *
 * @param name name of the connection
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConnectionRef(
        @Required String name, @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown) implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ConnectionRef {
        unknown = Absent.map(unknown);
    }
}
