// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * What else the Secret bears.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "labels: a key has the form name or prefix/name, such as team or example.com/team",
        value = """
        !has(self.labels) \
        || self.labels.all(key, !format.qualifiedName().validate(key).hasValue())""")
@ValidationRule(
        message = "annotations: a key has the form name or prefix/name, such as note or example.com/note",
        value = """
        !has(self.annotations) \
        || self.annotations.all(key, !format.qualifiedName().validate(key).hasValue())""")
@ValidationRule(message = "keys that begin with apiaccess.dev/ are set by the operator", value = """
        (!has(self.labels) || self.labels.all(key, !key.startsWith('apiaccess.dev/'))) \
        && (!has(self.annotations) || self.annotations.all(key, !key.startsWith('apiaccess.dev/')))""")
public record SecretTemplate(
        @JsonPropertyDescription("Labels of the Secret.") @Size(max = 16)
        Map<String, @Size(max = Syntax.LABEL_LENGTH) @Pattern(Syntax.LABEL_VALUE) String> labels,

        @JsonPropertyDescription("Annotations of the Secret.") @Size(max = 16)
        Map<String, @Size(max = 1024) String> annotations,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public SecretTemplate {
        labels = Absent.map(labels);
        annotations = Absent.map(annotations);
        unknown = Absent.map(unknown);
    }
}
