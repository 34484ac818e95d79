// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * REST APIs of a tenant, by a pattern of exactly one of id and name, in which * stands for any text without a
 * slash.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "set exactly one of restApiId and restApiName",
        value = "has(self.restApiId) != has(self.restApiName)")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"stages": {"x-kubernetes-list-type": "set"}}}""")
public record TenantApi(
        @JsonPropertyDescription("Pattern of the id.")
        @Size(max = Syntax.REST_API_ID_LENGTH)
        @Pattern(Syntax.REST_API_ID_PATTERN)
        @Nullable
        String restApiId,

        @JsonPropertyDescription("Pattern of the name, such as orders*.")
        @Size(max = Syntax.REST_API_NAME_LENGTH)
        @Pattern(Syntax.REST_API_NAME)
        @Nullable
        String restApiName,

        @JsonPropertyDescription("Patterns of stages. Absent: all. An Allow of stages * needs * in this list.")
        @Size(min = 1, max = 16)
        List<@Size(max = Syntax.STAGE_LENGTH) @Pattern(Syntax.STAGE_PATTERN) String> stages,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public TenantApi {
        stages = Absent.list(stages);
        unknown = Absent.map(unknown);
    }
}
