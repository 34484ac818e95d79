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
 * One stage of a REST API, named by exactly one of id and name.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "set exactly one of restApiId and restApiName",
        value = "has(self.restApiId) != has(self.restApiName)")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"methods": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["method", "path"]}}}""")
public record RateLimitedApi(
        @JsonPropertyDescription("Name of the entry, unique in the rate limit.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

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

        @JsonPropertyDescription("Name of the stage.") @Required @Size(max = Syntax.STAGE_LENGTH) @Pattern(Syntax.STAGE)
        String stage,

        @JsonPropertyDescription("Limits for single methods of the stage.") @Size(max = 20)
        List<MethodLimit> methods,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements TargetsApi, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public RateLimitedApi {
        methods = Absent.list(methods);
        unknown = Absent.map(unknown);
    }
}
