// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds to the schema of a type what the annotations of the generator cannot say, such as list types and formats. The
 * input is JSON that is laid over the schema, object by object; the generator's own merge replaces whole objects.
 */
public final class DeepMerge implements SchemaCustomizer.Customizer {
    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        Map<?, ?> generated = serialization.convertValue(schema, Map.class);
        Map<?, ?> addition = serialization.unmarshal(input, Map.class);
        return serialization.convertValue(merge(generated, addition), JSONSchemaProps.class);
    }

    private static Map<Object, Object> merge(Map<?, ?> base, Map<?, ?> addition) {
        var merged = new LinkedHashMap<Object, Object>(base);
        addition.forEach((key, value) -> merged.put(
                key,
                value instanceof Map<?, ?> inner && base.get(key) instanceof Map<?, ?> outer
                        ? merge(outer, inner)
                        : value));
        return merged;
    }
}
