// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.emulator.Emulator;
import dev.apiaccess.emulator.EmulatorOptions;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One of each for all suites of a run: control plane, emulated AWS, and the operator as its own ServiceAccount under the rights
 * that ship in {@code deploy/}. AWS's waits are a sixtieth: two minutes are two seconds.
 */
public final class Rig {

    public static final String CLUSTER_ID = "suite";
    public static final String REGION = "eu-west-1";
    private static final int TIME_DIVISOR = 60;
    private static final AtomicLong ACCOUNTS = new AtomicLong(200_000_000_000L);
    private static final AtomicInteger FILES = new AtomicInteger();
    private static final Object LOCK = new Object();
    private static @Nullable Rig shared;
    private static @Nullable Rig apart;
    private static boolean tried;

    private final ControlPlane controlPlane;
    private final Emulator emulator;
    private final TestAccount home;
    private final KubernetesClient client;
    private final String name;
    private final Map<String, String> settings;
    private final AtomicInteger starts = new AtomicInteger();
    private volatile @Nullable OperatorProcess operator;

    private Rig(String name, ControlPlane controlPlane) {
        this.name = name;
        this.controlPlane = controlPlane;
        client = controlPlane.client();
        emulator = Emulator.start(EmulatorOptions.forTests());
        home = new TestAccount(emulator, "100000000000");
        deploy();
        settings = Map.copyOf(settings(tokenKubeconfig()));
    }

    public static Rig shared() {
        synchronized (LOCK) {
            var known = shared;
            if (known == null) {
                if (tried) {
                    throw new IllegalStateException("the rig did not start; the first suite that ran says why");
                }
                tried = true;
                known = new Rig("suite", ControlPlane.shared());
                known.startOperator(Map.of()).awaitReady();
                shared = known;
            }
            return known;
        }
    }

    /**
     * Another one, where operators may be killed and stopped: control plane and AWS of its own, shared by the suites that do so
     * one after the other. No operator runs until it is started.
     */
    public static Rig apart() {
        synchronized (LOCK) {
            var known = apart;
            if (known == null) {
                known = new Rig("apart", ControlPlane.separate("apart"));
                apart = known;
            }
            return known;
        }
    }

    /**
     * Starts an operator; the rig speaks of the latest.
     *
     * @param more settings, beside those of the rig
     */
    public OperatorProcess startOperator(Map<String, String> more) {
        var all = new HashMap<>(settings);
        all.putAll(more);
        var number = starts.incrementAndGet();
        var started = OperatorProcess.start(number == 1 ? name : name + "-" + number, all);
        operator = started;
        return started;
    }

    public KubernetesClient client() {
        return client;
    }

    public ControlPlane controlPlane() {
        return controlPlane;
    }

    public Emulator emulator() {
        return emulator;
    }

    /** The latest that was started. */
    public OperatorProcess operator() {
        return Objects.requireNonNull(operator, "no operator was started");
    }

    /** An account of its own for a test, with the role that the operator assumes under its published minimal policy. */
    public TestAccount newAccount() {
        var account = new TestAccount(emulator, Long.toString(ACCOUNTS.incrementAndGet()));
        account.operatorRole("arn:aws:iam::" + home.id() + ":user/operator");
        return account;
    }

    /** What an operator in this rig is set to. */
    private Map<String, String> settings(Path kubeconfig) {
        var credentials = home.operatorUser();
        var settings = new HashMap<String, String>();
        settings.put("KUBECONFIG", kubeconfig.toString());
        settings.put("AWS_ENDPOINT_URL", emulator.endpoint().toString());
        settings.put("AWS_REGION", REGION);
        settings.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        settings.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        settings.put("APIACCESS_CLUSTER_ID", CLUSTER_ID);
        settings.put("APIACCESS_TIME_DIVISOR", Integer.toString(TIME_DIVISOR));
        settings.put("APIACCESS_SWEEP_INTERVAL", "60s");
        return settings;
    }

    /** The manifests that ship, but for the Deployment: the process under test runs beside the cluster. */
    private void deploy() {
        for (var file : List.of("namespace.yaml", "rbac.yaml")) {
            try (var stream = Files.newInputStream(
                    ControlPlane.baseDirectory().resolve("deploy").resolve(file))) {
                client.load(stream).serverSideApply();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Path tokenKubeconfig() {
        TokenRequest token = client.serviceAccounts()
                .inNamespace("apiaccess-system")
                .withName("apiaccess")
                .tokenRequest(new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(7200L)
                        .endSpec()
                        .build());
        return kubeconfig(token.getStatus().getToken(), "apiaccess-system");
    }

    /** A kubeconfig like the administrator's with another token. */
    public Path kubeconfig(String token, String namespace) {
        try {
            var admin = Files.readString(controlPlane.kubeconfig());
            var text = admin.replaceAll("(?m)(\"?token\"?: *)\"?[^\"\\s,}]+\"?", "$1\"" + token + "\"");
            if (text.equals(admin)) {
                throw new IllegalStateException("no token to replace in " + controlPlane.kubeconfig());
            }
            text = text.replaceAll("namespace: *\"?default\"?", "namespace: \"" + namespace + "\"");
            var file = ControlPlane.baseDirectory()
                    .resolve("target/operator/kubeconfig-" + FILES.incrementAndGet() + ".yaml");
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
