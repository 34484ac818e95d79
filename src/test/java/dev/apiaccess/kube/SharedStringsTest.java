// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.apiaccess.api.ApiAccessPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SharedStringsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization(MAPPER, true);

    static {
        MAPPER.registerModule(new SimpleModule().addDeserializer(String.class, new SharedStrings()));
    }

    private static ApiAccessPolicy policy(String name) {
        return KUBERNETES.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiAccessPolicy
                metadata: {name: %s, namespace: shop, labels: {team: shop}}
                spec:
                  api: {restApiName: orders, stages: [prod]}
                  rules:
                  - {name: read, principals: [role/apps/web], methods: [GET], paths: [/orders]}
                status:
                  observedGeneration: 1
                  conditions:
                  - {type: Ready, status: "True", reason: Ready, message: in force in AWS, lastTransitionTime: "2026-01-01T00:00:00Z"}
                """.formatted(name), ApiAccessPolicy.class);
    }

    @Test
    void objectsShareTheirWords() {
        var one = policy("one");
        var two = policy("two");

        assertThat(one.getMetadata().getNamespace()).isSameAs(two.getMetadata().getNamespace());
        assertThat(one.getMetadata().getLabels().get("team"))
                .isSameAs(two.getMetadata().getLabels().get("team"));
        assertThat(one.getSpec().rules().getFirst().paths().getFirst())
                .isSameAs(two.getSpec().rules().getFirst().paths().getFirst());
        assertThat(Objects.requireNonNull(one.getStatus())
                        .conditions()
                        .getFirst()
                        .getMessage())
                .isSameAs(Objects.requireNonNull(two.getStatus())
                        .conditions()
                        .getFirst()
                        .getMessage());
        assertThat(two.getMetadata().getName()).isEqualTo("two");
    }

    @Property
    void whatIsReadIsWhatWasWritten(@ForAll List<@StringLength(max = 200) String> texts) throws Exception {
        var json = new ObjectMapper().writeValueAsString(Map.of("all", texts));

        assertThat(MAPPER.readValue(
                        json, new com.fasterxml.jackson.core.type.TypeReference<Map<String, List<String>>>() {}))
                .isEqualTo(Map.of("all", texts));
    }
}
