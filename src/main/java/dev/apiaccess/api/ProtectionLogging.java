// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is logged and measured of calls.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "logging sets something: access, execution or metrics",
        value = "has(self.access) || has(self.execution) || has(self.metrics)")
public record ProtectionLogging(
        @JsonPropertyDescription("The access log. Absent: left alone.") @Nullable
        AccessLogging access,

        @JsonPropertyDescription("The execution log: Off, Error or Info; bodies are never logged. Absent: left alone.")
        @OrUnknown
        @Nullable
        ExecutionLogging execution,

        @JsonPropertyDescription("Metrics: Off or Detailed (for each method). Absent: left alone.") @OrUnknown @Nullable
        MethodMetrics metrics,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ProtectionLogging {
        unknown = Absent.map(unknown);
    }
}
