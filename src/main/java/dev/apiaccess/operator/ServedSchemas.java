// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.api.Kind;
import dev.apiaccess.api.Kinds;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the served CRDs know the fields that this version writes. The API server refuses a whole status for one unknown field, so an
 * operator newer than the CRDs would manage AWS without being able to report it. Uses the schemas that every client may read.
 */
final class ServedSchemas {

    private static final String PATH = "/openapi/v3/apis/apiaccess.dev/v1alpha1";
    private static final Map<String, Class<? extends Record>> STATUSES =
            Kinds.ALL.stream().collect(Collectors.toMap(Kind::name, Kind::status));

    private final KubernetesClient client;
    private final ObjectMapper mapper = new ObjectMapper();

    ServedSchemas(KubernetesClient client) {
        this.client = client;
    }

    /** Message with what the CRDs lack and what to do about it; empty when they lack nothing, or when the schemas cannot be read. */
    Optional<String> behind() {
        try {
            var text = client.raw(PATH);
            return text == null ? Optional.empty() : behind(mapper.readTree(text));
        } catch (KubernetesClientException | JsonProcessingException _) {
            // A server without schemas does not stop the operator: the log tells of a refused status.
            return Optional.empty();
        }
    }

    static Optional<String> behind(JsonNode openApi) {
        var lacking = new ArrayList<String>();
        for (var schema : openApi.path("components").path("schemas")) {
            var kind = schema.path("x-kubernetes-group-version-kind")
                    .path(0)
                    .path("kind")
                    .asText();
            var status = STATUSES.get(kind);
            if (status != null) {
                var known = schema.path("properties").path("status").path("properties");
                fields(status).stream()
                        .filter(field -> !known.has(field))
                        .forEach(field -> lacking.add(kind + " status." + field));
            }
        }
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of("the CRDs are older than this operator, they lack " + String.join(", ", lacking)
                        + ": kubectl apply --server-side -f crds/, or upgrade the chart with crds.install=true");
    }

    private static List<String> fields(Class<? extends Record> status) {
        return Arrays.stream(status.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
