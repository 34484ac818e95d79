// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One REST API, named by exactly one of id and name, and the stages of it that are meant.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "set exactly one of restApiId and restApiName",
        value = "has(self.restApiId) != has(self.restApiName)")
@ValidationRule(
        message = "stages: \"*\" already means every stage; list it alone",
        value = "!self.stages.exists(stage, stage == '*') || self.stages.size() == 1")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"stages": {"x-kubernetes-list-type": "set"}}}""")
public record ApiTarget(
        @JsonPropertyDescription("Id of the REST API.")
        @Size(max = Syntax.REST_API_ID_LENGTH)
        @Pattern(Syntax.REST_API_ID)
        @Nullable
        String restApiId,

        @JsonPropertyDescription("Name of the REST API. It must hit exactly one.")
        @Size(max = Syntax.REST_API_NAME_LENGTH)
        @Pattern(Syntax.REST_API_NAME)
        @Nullable
        String restApiName,

        @JsonPropertyDescription("AWS region. Needed when the connection has several.")
        @Size(max = Syntax.REGION_LENGTH)
        @Pattern(Syntax.REGION)
        @Nullable
        String region,

        @JsonPropertyDescription("Names of the stages, or * alone for every stage.") @Required @Size(min = 1, max = 16)
        List<@Size(max = Syntax.STAGE_LENGTH) @Pattern(Syntax.STAGE_OR_EVERY) String> stages,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements TargetsApi, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiTarget {
        stages = Absent.list(stages);
        unknown = Absent.map(unknown);
    }

    /** Whether every stage is meant, also those that do not exist yet. */
    public boolean everyStage() {
        return stages.contains("*");
    }
}
