// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often methods may be called, by everybody together.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "a throttle limits something: set eachMethod, methods or both",
        value = "has(self.eachMethod) || has(self.methods)")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"methods": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["method", "path"],
          "items": {"properties": {
            "rate": {"description": "Sustained rate of the method, by everybody together."},
            "burst": {"description": "Requests at once, by everybody together."}}}}}}""")
public record ProtectionThrottle(
        @JsonPropertyDescription(
                "The limit of each method that has none of its own; AWS has no limit for a stage as a whole.")
        @Nullable
        EachMethodLimit eachMethod,

        @JsonPropertyDescription("Limits of single methods.") @Size(min = 1, max = 64)
        List<MethodLimit> methods,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ProtectionThrottle {
        methods = Absent.list(methods);
        unknown = Absent.map(unknown);
    }
}
