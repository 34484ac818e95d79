// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.nio.file.Path;
import java.util.Properties;
import org.opentest4j.TestAbortedException;

/**
 * What the shared control plane is: {@code -Dapiaccess.control-plane=k3s} takes a container, anything else the binaries.
 */
sealed interface Choice {

    String DEFAULT_IMAGE = "rancher/k3s:v1.36.3-k3s1";

    /** Binaries in a directory. */
    record Binaries(Path directory) implements Choice {}

    /**
     * A container.
     *
     * @param privileged what k3s needs and a stand-in does not
     */
    record K3s(String image, boolean privileged) implements Choice {}

    /** @throws TestAbortedException when it cannot be had, with what would help */
    static Choice of(Properties properties) {
        return switch (properties.getProperty("apiaccess.control-plane", "").strip()) {
            case "k3s" ->
                new K3s(
                        or(properties.getProperty("apiaccess.k3s.image", ""), DEFAULT_IMAGE),
                        !properties
                                .getProperty("apiaccess.k3s.privileged", "true")
                                .equals("false"));
            case "", "kit" -> binaries(properties.getProperty("apiaccess.kit", ""));
            case String other ->
                throw new IllegalArgumentException("apiaccess.control-plane is '" + other + "': it takes kit or k3s");
        };
    }

    private static Choice binaries(String directory) {
        if (directory.isBlank()) {
            throw new TestAbortedException(
                    "no Kubernetes binaries: -Dapiaccess.kit is not set (make test builds and names them)");
        }
        return new Binaries(Path.of(directory));
    }

    private static String or(String given, String otherwise) {
        return given.isBlank() ? otherwise : given.strip();
    }
}
