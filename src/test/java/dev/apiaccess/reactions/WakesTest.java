// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.apiaccess.snapshot.PaperStore;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WakesTest {

    private static String grant(String namespace, String name, String status) {
        return """
                ---
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiKeyGrant
                metadata: {name: %s, namespace: %s}
                spec: {rateLimits: [{name: gold}], secret: {name: key}}
                status: {%s}
                """.formatted(name, namespace, status);
    }

    private static final String OBJECTS = grant("shop", "bound", "connection: main")
            + grant("shop", "elsewhere", "connection: other")
            + grant("shop", "fresh", "")
            + grant("bank", "far", "connection: main");

    private final List<String> events = new ArrayList<>();
    private final Wakes wakes = new Wakes(
            new PaperStore(Cluster.of(Yaml.documents(OBJECTS), MissingNode.getInstance()), "print"),
            object -> events.add("wake " + object.getMetadata().getName()),
            object -> events.add("hasten " + object.getMetadata().getName()));

    @Test
    void usersOfAConnectionAreWoken() {
        wakes.usersOf("main");

        assertThat(events).containsExactlyInAnyOrder("wake bound", "wake fresh", "wake far");
    }

    /** Before it is woken, since that may give it its turn. */
    @Test
    void whatAnEditedConnectionMayNoLongerAdmitGoesBeforeTheRest() {
        wakes.usersOfEdited("main");

        assertThat(events)
                .containsExactlyInAnyOrder("hasten bound", "wake bound", "wake fresh", "hasten far", "wake far")
                .containsSubsequence("hasten bound", "wake bound")
                .containsSubsequence("hasten far", "wake far");
    }

    @Test
    void soDoesWhatIsInANamespaceWhoseLabelsChange() {
        wakes.namespace("bank");

        assertThat(events).containsExactly("hasten far", "wake far");
    }
}
