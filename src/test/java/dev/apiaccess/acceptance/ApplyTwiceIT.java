// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.Tool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is declared once may be applied again and again, by whom and how ever: nothing differs, and the operator does nothing. */
@Execution(ExecutionMode.CONCURRENT)
class ApplyTwiceIT {

    private static final List<List<String>> WAYS = List.of(
            List.of(),
            List.of("--server-side"),
            List.of("--server-side", "--force-conflicts", "--field-manager=argocd-controller"),
            List.of("--server-side", "--force-conflicts", "--field-manager=kustomize-controller"));

    /** What must not move when nothing was changed. */
    private record Still(long generation, String spec, String status, List<String> writes) {}

    @Test
    void theSameManifestChangesNothing() {
        try (var scene = Scene.seeded("twice")) {
            var kubectl = Tool.kubectl(scene.rig().controlPlane().kubeconfig());
            var manifests = manifests(scene);
            kubectl.run("apply", "-f", manifests.toString()).orFail();
            scene.awaitReady(AwsConnection.class, scene.namespace());
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.awaitReady(ApiAccessPolicy.class, "web-reads-orders");
            scene.awaitReady(ApiKeyGrant.class, "mobile");
            scene.await(
                    "the rate limit and the connection know who uses them",
                    () -> text(scene).contains("1 key") && text(scene).contains("users: 3"));
            // The connection counts what an account holds as of the last look.
            scene.awaitSweeps(3);
            var before = still(scene);
            var writes = scene.account().operatorWrites().size();

            for (var way : WAYS) {
                for (var time = 1; time <= 2; time++) {
                    kubectl.run(command("apply", way, manifests)).orFail();
                    var differs = kubectl.run(command("diff", way, manifests));
                    assertThat(differs.code())
                            .as("kubectl diff %s: %s", way, differs)
                            .isZero();
                }
            }
            scene.awaitSweeps(2);

            assertThat(still(scene)).isEqualTo(before);
            assertThat(scene.account().operatorWrites()).as("writes to AWS").hasSize(writes);
            assertThat(scene
                            .rig()
                            .client()
                            .resources(ApiRateLimit.class)
                            .inNamespace(scene.namespace())
                            .withName("gold")
                            .get()
                            .getMetadata()
                            .getManagedFields()
                            .stream()
                            .map(ManagedFieldsEntry::getManager))
                    .as("all of them own what they applied")
                    .contains("kubectl", "argocd-controller", "kustomize-controller", "apiaccess");
        }
    }

    private static String[] command(String verb, List<String> way, Path manifests) {
        return Stream.of(List.of(verb), way, List.of("-f", manifests.toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    private static List<Still> still(Scene scene) {
        return objects(scene).stream()
                .map(object -> {
                    var meta = object.getMetadata();
                    var json = Specimen.JSON.valueToTree(object);
                    return new Still(
                            meta.getGeneration(),
                            json.path("spec").toString(),
                            json.path("status").toString(),
                            meta.getManagedFields().stream()
                                    .filter(entry -> "apiaccess".equals(entry.getManager()))
                                    .map(entry -> entry.getSubresource() + " " + entry.getTime())
                                    .toList());
                })
                .toList();
    }

    private static String text(Scene scene) {
        return objects(scene).stream()
                .map(object -> scene.rig().client().getKubernetesSerialization().asYaml(object))
                .reduce("", String::concat);
    }

    private static List<HasMetadata> objects(Scene scene) {
        return new ArrayList<>(List.of(
                scene.get(AwsConnection.class, scene.namespace()).orElseThrow(),
                scene.get(ApiRateLimit.class, "gold").orElseThrow(),
                scene.get(ApiAccessPolicy.class, "web-reads-orders").orElseThrow(),
                scene.get(ApiKeyGrant.class, "mobile").orElseThrow()));
    }

    /** The examples of deploy/gitops/objects, in the namespace and for the account of the scene. */
    private static Path manifests(Scene scene) {
        var objects = ControlPlane.baseDirectory().resolve("deploy/gitops/objects");
        try (var files = Files.walk(objects)) {
            var text = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted((one, other) -> other.compareTo(one))
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .reduce("", (all, one) -> all + "---\n" + one)
                    .replace("name: prod\n", "name: " + scene.namespace() + "\n")
                    .replaceAll("(namespace|name|team): orders\\b", "$1: " + scene.namespace())
                    .replace("restApiName: " + scene.namespace(), "restApiName: orders")
                    .replace("111122223333", scene.account().id());
            var file = ControlPlane.baseDirectory().resolve("target/tool/" + scene.namespace() + ".yaml");
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
