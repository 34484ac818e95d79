// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.Tool;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Looks at live objects in a state of the table in docs/gitops.md: what kubectl and the health rules make of them, and whether they
 * are as what is kept in {@code src/test/resources/states}.
 */
final class LiveStates {

    /** States of which kubectl get was looked at: starting kubectl takes its time. */
    private static final Set<String> SHOWN = ConcurrentHashMap.newKeySet();

    private LiveStates() {}

    /** Finds an object in a state that lasts: kubectl is asked too. */
    static void stays(Scene scene, String state, String kind, String name, String reason) {
        check(scene, state, found(scene, kind, name, reason));
        kubectl(scene, state, kind, name);
    }

    /** An object with that reason of Ready, for its present generation. */
    static JsonNode found(Scene scene, String kind, String name, String reason) {
        return found(
                scene,
                kind,
                name,
                object -> reason.equals(reason(object))
                        && Specimen.shape(object).getFirst().equals("observed"));
    }

    static JsonNode found(Scene scene, String kind, String name, Predicate<JsonNode> wanted) {
        var found = new AtomicReference<JsonNode>();
        scene.await(kind + " " + name + " as it shall be", () -> {
            found.set(get(scene, kind, name));
            return wanted.test(found.get());
        });
        return Objects.requireNonNull(found.get());
    }

    static JsonNode get(Scene scene, String kind, String name) {
        var resources = scene.rig().client().genericKubernetesResources("apiaccess.dev/v1alpha1", kind);
        return json(
                kind.equals("AwsConnection")
                        ? resources.withName(name).get()
                        : resources
                                .inNamespace(scene.namespace())
                                .withName(name)
                                .get());
    }

    static JsonNode json(GenericKubernetesResource object) {
        return Specimen.JSON.valueToTree(object);
    }

    static void check(Scene scene, String state, JsonNode object) {
        var row = Objects.requireNonNull(HealthTable.rows().get(state), () -> "no row of " + state);
        var judged = HealthTable.judged(List.of(object)).getFirst();

        assertThat(row.named(judged))
                .as("%s, against its row in %s: %s", state, HealthTable.DOCUMENT.getFileName(), object.path("status"))
                .isEqualTo(row);

        var name = Specimen.name(state, object);
        if (Boolean.getBoolean("states.write")) {
            Specimen.keep(name, object, scene);
        }
        assertThat(Specimen.kept(name))
                .as("%s is kept; -Dstates.write=true keeps it", name)
                .isTrue();
        assertThat(Specimen.shape(Specimen.read(name)))
                .as("what is kept as %s, against %s", name, object.path("status"))
                .isEqualTo(Specimen.shape(object));
    }

    /** What kubectl wait does with an object, and what kubectl get shows of one in that state. */
    private static void kubectl(Scene scene, String state, String kind, String name) {
        var kubectl = Tool.kubectl(scene.rig().controlPlane().kubeconfig());
        var object = kind + "/" + name;
        var waited = kubectl.run("wait", "--for=condition=Ready", "--timeout=0s", "-n", scene.namespace(), object);
        assertThat(waited.code() == 0)
                .as("kubectl wait ends in state %s: %s", state, waited)
                .isEqualTo(HealthTable.waitEnds(state));
        if (!SHOWN.add(state)) {
            return;
        }
        var shown = kubectl.run("get", "-n", scene.namespace(), object).orFail();
        var json = get(scene, kind, name);
        assertThat(column(shown, "READY")).as(shown).isEqualTo(status(json, "Ready"));
        assertThat(column(shown, "REASON")).as(shown).isEqualTo(reason(json));
        if (!kind.equals("AwsConnection")) {
            assertThat(column(shown, "DRIFTED")).as(shown).isEqualTo(status(json, "Drifted"));
        }
    }

    static String reason(JsonNode object) {
        return Specimen.condition(object, "Ready").path("reason").asText();
    }

    static String status(JsonNode object, String condition) {
        return Specimen.condition(object, condition).path("status").asText();
    }

    /** A cell of a table with one row, as kubectl prints it. */
    private static String column(String table, String name) {
        var lines = table.lines().toList();
        var from = lines.getFirst().indexOf(name);
        assertThat(from).as("column %s in%n%s", name, table).isNotNegative();
        var row = lines.get(1);
        return from >= row.length() ? "" : row.substring(from).split(" ", 2)[0];
    }
}
