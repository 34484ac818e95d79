// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.ControlPlane;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The CRDs in {@code crds/} are those that the build generates from the records. */
class CrdsUpToDateIT {
    private static final String GENERATED_SUFFIX = ".apiaccess.dev-v1.yml";

    @Test
    void committedCrdsAreThoseThatTheBuildGenerates() throws IOException {
        Path root = ControlPlane.baseDirectory();

        var generated = read(root.resolve("target/kubernetes"), GENERATED_SUFFIX);
        var committed = read(root.resolve("crds"), ".yaml");

        assertThat(generated).as("CRDs in target/kubernetes").isNotEmpty();
        assertThat(committed.keySet())
                .as("files in crds/; run `make crds` and commit them")
                .isEqualTo(generated.keySet());
        generated.forEach((name, crd) -> assertThat(committed.get(name))
                .as("crds/%s.yaml differs from what the records say; run `make crds` and commit it", name)
                .isEqualTo(crd));
    }

    private static Map<String, Map<?, ?>> read(Path directory, String suffix) throws IOException {
        var found = new TreeMap<String, Map<?, ?>>();
        try (var files = Files.list(directory)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(suffix)).toList()) {
                String name = file.getFileName().toString();
                found.put(
                        name.substring(0, name.length() - suffix.length()),
                        Serialization.unmarshal(Files.readString(file), Map.class));
            }
        }
        return found;
    }
}
