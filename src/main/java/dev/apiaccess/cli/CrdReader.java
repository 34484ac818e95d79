// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.Kind;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.cli.ClusterState.Crd;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The CRDs of our kinds, and what they lack of what this version writes. */
final class CrdReader {

    private final KubernetesClient client;

    CrdReader(KubernetesClient client) {
        this.client = client;
    }

    List<Crd> all() {
        return Kinds.ALL.stream()
                .map(kind -> crd(
                        kind,
                        client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(kind.crd())
                                .get()))
                .toList();
    }

    static Crd crd(Kind<?> kind, @Nullable CustomResourceDefinition there) {
        if (there == null) {
            return new Crd(kind.crd(), false, "", List.of(), List.of(), List.of());
        }
        var status = there.getStatus();
        var served = there.getSpec().getVersions().stream()
                .filter(version -> Boolean.TRUE.equals(version.getServed()))
                .toList();
        return new Crd(
                kind.crd(),
                true,
                there.getMetadata().getDeletionTimestamp() != null
                        ? "it is being deleted, and all objects with it"
                        : status == null
                                ? ""
                                : status.getConditions().stream()
                                        .filter(one -> List.of("Established", "NamesAccepted")
                                                .contains(one.getType()))
                                        .filter(one -> !one.getStatus().equals("True"))
                                        .map(one -> one.getReason() + ": " + one.getMessage())
                                        .findFirst()
                                        .orElse(""),
                served.stream().map(CustomResourceDefinitionVersion::getName).toList(),
                status == null ? List.of() : List.copyOf(status.getStoredVersions()),
                served.stream()
                        .filter(version -> version.getName().equals(InstallationFindings.VERSION))
                        .findFirst()
                        .map(version -> lacks(kind, version))
                        .orElse(List.of()));
    }

    private static List<String> lacks(Kind<?> kind, CustomResourceDefinitionVersion version) {
        var schema = version.getSchema() == null ? null : version.getSchema().getOpenAPIV3Schema();
        var properties = schema == null ? null : schema.getProperties();
        var status = properties == null ? null : properties.get("status");
        var known = status == null || status.getProperties() == null
                ? Map.<String, JSONSchemaProps>of()
                : status.getProperties();
        return Arrays.stream(kind.status().getRecordComponents())
                .map(RecordComponent::getName)
                .filter(field -> !known.containsKey(field))
                .map(field -> "status." + field)
                .toList();
    }
}
