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
import java.util.List;
import java.util.Map;

/**
 * What the Secrets may be that the operator writes for a tenant, beyond Opaque ones with labels and annotations of no prefix.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"types": {"x-kubernetes-list-type": "set"}, "labelPrefixes": {"x-kubernetes-list-type": "set"}, \
        "annotationPrefixes": {"x-kubernetes-list-type": "set"}}}""")
public record TenantSecrets(
        @JsonPropertyDescription(
                "Types beside Opaque, such as servicebinding.io/apiaccess; * stands for any text without a slash.")
        @Size(max = 16)
        List<@Size(max = Syntax.OBJECT_NAME_LENGTH) @Pattern(Syntax.SECRET_TYPES) String> types,

        @JsonPropertyDescription("Prefixes of labels, such as example.com; * stands for any.") @Size(max = 16)
        List<@Size(max = Syntax.OBJECT_NAME_LENGTH) @Pattern(Syntax.KEY_PREFIX) String> labelPrefixes,

        @JsonPropertyDescription("Prefixes of annotations, such as example.com; * stands for any.") @Size(max = 16)
        List<@Size(max = Syntax.OBJECT_NAME_LENGTH) @Pattern(Syntax.KEY_PREFIX) String> annotationPrefixes,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public TenantSecrets {
        types = Absent.list(types);
        labelPrefixes = Absent.list(labelPrefixes);
        annotationPrefixes = Absent.list(annotationPrefixes);
        unknown = Absent.map(unknown);
    }
}
