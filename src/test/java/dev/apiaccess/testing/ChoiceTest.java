// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Which control plane the suites run on. */
class ChoiceTest {

    private final Properties properties = new Properties();

    @Test
    void takesTheBinariesThatAreNamed() {
        properties.setProperty("apiaccess.kit", "bin");

        assertThat(Choice.of(properties)).isEqualTo(new Choice.Binaries(Path.of("bin")));
    }

    @Test
    void skipsWithALineThatHelpsWhenThereAreNone() {
        properties.setProperty("apiaccess.kit", " ");

        assertThatThrownBy(() -> Choice.of(properties))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("-Dapiaccess.kit is not set");
    }

    @Test
    void takesTheRealK3sUnlessAnImageIsNamed() {
        properties.setProperty("apiaccess.control-plane", "k3s");
        properties.setProperty("apiaccess.kit", "bin");
        properties.setProperty("apiaccess.k3s.image", "");

        assertThat(Choice.of(properties)).isEqualTo(new Choice.K3s(Choice.DEFAULT_IMAGE, true));
        assertThat(Choice.DEFAULT_IMAGE).startsWith("rancher/k3s:v");
    }

    @Test
    void takesAnotherImageWithoutPrivileges() {
        properties.setProperty("apiaccess.control-plane", "k3s");
        properties.setProperty("apiaccess.k3s.image", "mirror.example/rancher/k3s:v1");
        properties.setProperty("apiaccess.k3s.privileged", "false");

        assertThat(Choice.of(properties)).isEqualTo(new Choice.K3s("mirror.example/rancher/k3s:v1", false));
    }

    @Test
    void refusesAWordThatMeansNothing() {
        properties.setProperty("apiaccess.control-plane", "minikube");

        assertThatThrownBy(() -> Choice.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("apiaccess.control-plane is 'minikube': it takes kit or k3s");
    }
}
