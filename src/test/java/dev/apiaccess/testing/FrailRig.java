// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A rig that begins without CRDs and rights, and whose API server and AWS can be switched off. Operators are started one after the
 * other, all as the same holder of the lease, as when a container is started again in its pod.
 */
public final class FrailRig implements AutoCloseable {

    private final Rig rig;
    private final Relay aws;
    private final Relay kubernetes;
    private boolean withdrawn;

    public FrailRig(String name) {
        rig = Rig.bare(name);
        aws = new Relay(rig.emulator().endpoint()).on();
        kubernetes = new Relay(apiServer()).on();
    }

    public Rig rig() {
        return rig;
    }

    public Relay aws() {
        return aws;
    }

    /** The way of the operator to the API server; tests go there directly. */
    public Relay kubernetes() {
        return kubernetes;
    }

    /** Starts an operator with the rights of the administrator. */
    public OperatorProcess operateAsAdministrator(String name) {
        return rig.operate(name, settings(rig.controlPlane().kubeconfig()));
    }

    /** Starts an operator as its own ServiceAccount, which has to be there. */
    public OperatorProcess operate(String name) {
        return rig.operate(name, settings(rig.serviceAccount()));
    }

    public Map<String, String> settings(Path kubeconfig) {
        var settings = new HashMap<>(rig.settings(relayed(kubeconfig)));
        settings.put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        settings.put("HOSTNAME", "start");
        return settings;
    }

    /** Applies what ships as the operator's rights, as far as it is of these kinds. */
    public void bind(Set<String> kinds) {
        try (var stream = Files.newInputStream(ControlPlane.baseDirectory().resolve("deploy/base/rbac.yaml"))) {
            for (var item : rig.client().load(stream).items()) {
                if (kinds.contains(item.getKind())) {
                    rig.client().resource(item).serverSideApply();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the ClusterRole away from the operator. */
    public void withdraw() {
        withdrawn = true;
        rig.client()
                .resources(ClusterRoleBinding.class)
                .withName("apiaccess-operator")
                .delete();
    }

    /** Gives the ClusterRole back. */
    public void restore() {
        bind(Set.of("ClusterRoleBinding"));
        withdrawn = false;
    }

    /** How often the present operator's log says something. */
    public long said(String text) {
        return rig.operator().log().lines().filter(line -> line.contains(text)).count();
    }

    /** Ends the operator, switches everything on, and gives back what was taken away. */
    public void reset() {
        rig.operator().close();
        if (withdrawn) {
            restore();
        }
        rig.emulator().clearFaults();
        aws.on();
        kubernetes.speak();
        kubernetes.on();
    }

    @Override
    public void close() {
        aws.close();
        kubernetes.close();
        rig.client().close();
    }

    private Path relayed(Path kubeconfig) {
        try {
            var text = Files.readString(kubeconfig);
            var file = ControlPlane.baseDirectory().resolve("target/operator/relayed-" + kubeconfig.getFileName());
            Files.createDirectories(file.getParent());
            return Files.writeString(
                    file,
                    text.replace(apiServer().toString(), kubernetes.endpoint().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI apiServer() {
        var url = rig.client().getMasterUrl();
        return URI.create("https://" + url.getHost() + ":" + url.getPort());
    }
}
