// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The web ACL in front of the stages: it is looked at, never attached.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "arn is for mode Exact, which needs it: set both or leave arn out",
        value = "has(self.arn) == (self.mode == 'Exact')")
public record ApiWebAcl(
        @JsonPropertyDescription(
                "Required (each stage has one), Exact (each stage has the one of arn) or AtCloudFront (it is in front of the API, where nobody looks).")
        @Required
        @OrUnknown
        WebAclMode mode,

        @JsonPropertyDescription("ARN of the web ACL. For mode Exact.")
        @Size(max = Syntax.ARN_LENGTH)
        @Pattern(Syntax.WEB_ACL_ARN)
        @Nullable
        String arn,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiWebAcl {
        unknown = Absent.map(unknown);
    }
}
