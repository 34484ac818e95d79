// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api.schema;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a rule with sentences in the place of each pattern of a spec. The API server takes the same texts as before, and says what
 * to write instead of quoting a regular expression. A pattern without sentences is an error of ours.
 */
final class Wording implements CRDPostProcessor {

    @Override
    public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
        if (crd instanceof CustomResourceDefinition definition) {
            definition.getSpec().getVersions().forEach(version -> {
                var spec =
                        version.getSchema().getOpenAPIV3Schema().getProperties().get("spec");
                if (spec != null) {
                    word("spec", spec);
                }
            });
        }
        return crd;
    }

    private static void word(String path, JSONSchemaProps schema) {
        if (schema.getPattern() != null) {
            leaf(path, schema);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, inner) -> word(path + "." + name, inner));
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            word(path + "[]", schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            word(path + "{}", schema.getAdditionalProperties().getSchema());
        }
    }

    private static void leaf(String path, JSONSchemaProps schema) {
        var pattern = schema.getPattern();
        var rule = new ValidationRuleBuilder()
                .withRule(Sentences.rule(pattern))
                .withMessage(Sentences.general(pattern)
                        .orElseThrow(() -> new IllegalStateException(
                                "no sentence for the pattern of " + path + " in Sentences: " + pattern)))
                .withMessageExpression(Sentences.expression(pattern).orElse(null))
                .build();
        var rules = new ArrayList<>(List.of(rule));
        if (schema.getXKubernetesValidations() != null) {
            rules.addAll(schema.getXKubernetesValidations());
        }
        schema.setXKubernetesValidations(rules);
        schema.setPattern(null);
    }
}
