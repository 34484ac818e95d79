// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.Test;

/** Whose fields are whose on a consumer's Secret. */
class SecretFieldsTest {

    private static final String LIBRARY = "fabric8-kubernetes-client";
    private static final String WRITTEN = """
            {"f:type": {}, "f:data": {".": {}, "f:value": {}, "f:id": {}},
             "f:metadata": {"f:labels": {"f:apiaccess.dev/grant": {}, "f:drop": {}}, "f:ownerReferences": {},
                            "f:finalizers": {"v:\\"example.com/keep\\"": {}}}}
            """;

    private static ManagedFieldsEntry entry(String manager, String operation, String fields) {
        try {
            return new ManagedFieldsEntryBuilder()
                    .withManager(manager)
                    .withOperation(operation)
                    .withFieldsV1(new ObjectMapper().readValue(fields, FieldsV1.class))
                    .build();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Secret found(ManagedFieldsEntry... entries) {
        return new SecretBuilder()
                .withNewMetadata()
                .withManagedFields(entries)
                .endMetadata()
                .build();
    }

    private static Secret wanted() {
        return new SecretBuilder()
                .withNewMetadata()
                .addToLabels("apiaccess.dev/grant", "app")
                .endMetadata()
                .addToData("value", "eA==")
                .addToData("id", "eA==")
                .build();
    }

    @Test
    void whatTheVersionBeforeWroteIsHandedOverOnceAndOthersKeepTheirs() {
        var people = entry("kubectl-label", "Update", "{\"f:metadata\": {\"f:labels\": {\"f:cost-centre\": {}}}}");
        var before = found(entry(LIBRARY, "Update", WRITTEN), people);
        assertThat(SecretFields.isEarlier(before)).isTrue();

        var after = SecretFields.handedOver(before);

        assertThat(after.getMetadata().getManagedFields())
                .containsExactly(entry(SecretFields.MANAGER, "Apply", """
                                {"f:type": {}, "f:data": {".": {}, "f:value": {}, "f:id": {}},
                                 "f:metadata": {"f:labels": {"f:apiaccess.dev/grant": {}, "f:drop": {}},
                                                "f:ownerReferences": {}}}
                                """), entry(LIBRARY, "Update", """
                                {"f:metadata": {"f:finalizers": {"v:\\"example.com/keep\\"": {}}}}
                                """), people);
        assertThat(SecretFields.isEarlier(after)).isFalse();
    }

    @Test
    void whatWeSetAndWantNoMoreIsLeftOver() {
        assertThat(SecretFields.leftOver(found(entry(LIBRARY, "Update", WRITTEN)), wanted()))
                .as("written before the first apply")
                .isTrue();
        assertThat(SecretFields.leftOver(found(entry(SecretFields.MANAGER, "Apply", WRITTEN)), wanted()))
                .as("applied")
                .isTrue();
    }

    @Test
    void whatOthersSetIsNot() {
        var ours = entry(SecretFields.MANAGER, "Apply", "{\"f:data\": {\"f:value\": {}, \"f:id\": {}}}");

        assertThat(SecretFields.leftOver(found(ours, entry("velero", "Update", WRITTEN)), wanted()))
                .isFalse();
        assertThat(SecretFields.leftOver(found(ours, entry(LIBRARY, "Update", WRITTEN)), wanted()))
                .as("another program with the same client library, after our first apply")
                .isFalse();
    }
}
