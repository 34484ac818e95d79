// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.emulator.Credentials;
import dev.apiaccess.emulator.Emulator;
import dev.apiaccess.emulator.EmulatorOptions;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One of each for all suites of a run: control plane, emulated AWS, and the operator as its own ServiceAccount under the rights
 * that ship in {@code deploy/}. AWS's waits are a sixtieth on a quiet machine: two minutes are two seconds.
 */
public final class Rig {

    public static final String CLUSTER_ID = "suite";
    public static final String REGION = "eu-west-1";
    public static final int TIME_DIVISOR = Machine.divisor(60);
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
    private final AtomicInteger starts = new AtomicInteger();
    private volatile @Nullable OperatorProcess operator;
    private @Nullable Credentials credentials;
    private @Nullable Path serviceAccount;
    private @Nullable Rig twin;

    private Rig(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        client = controlPlane.client();
        emulator = Emulator.start(EmulatorOptions.forTests());
        home = new TestAccount(emulator, "100000000000");
    }

    private Rig(ControlPlane controlPlane, Rig besides) {
        this.controlPlane = controlPlane;
        client = controlPlane.client();
        emulator = besides.emulator;
        home = besides.home;
        credentials = besides.credentials();
    }

    /** Another cluster beside this one, which meets the same AWS. No operator runs there until it is started. */
    public synchronized Rig twin() {
        var known = twin;
        if (known == null) {
            known = new Rig(ControlPlane.separate("twin"), this);
            known.deploy("namespace.yaml");
            known.deploy("rbac.yaml");
            twin = known;
        }
        return known;
    }

    /** A rig of its own, whose control plane has neither CRDs nor the rights of the operator, and no operator yet. */
    public static Rig bare(String name) {
        return bare(ControlPlane.bare(name));
    }

    /** Likewise, with a control plane that was started for it. */
    public static Rig bare(ControlPlane controlPlane) {
        var rig = new Rig(controlPlane);
        rig.deploy("namespace.yaml");
        return rig;
    }

    public static Rig shared() {
        synchronized (LOCK) {
            var known = shared;
            if (known == null) {
                if (tried) {
                    throw new IllegalStateException("the rig did not start; the first suite that ran says why");
                }
                ControlPlane.obtainable(); // skips every suite that asks, and is not a start that failed
                tried = true;
                known = new Rig(ControlPlane.shared());
                known.deploy("namespace.yaml");
                known.deploy("rbac.yaml");
                known.operate(OperatorProcess.OF_ALL_SUITES, known.settings(known.serviceAccount()))
                        .awaitReady();
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
                known = new Rig(ControlPlane.separate("apart"));
                known.deploy("namespace.yaml");
                known.deploy("rbac.yaml");
                apart = known;
            }
            return known;
        }
    }

    /**
     * Starts an operator under the rights that ship; the rig speaks of the latest.
     *
     * @param more settings, beside those of the rig
     */
    public OperatorProcess startOperator(Map<String, String> more) {
        var kubeconfig = serviceAccount == null ? serviceAccount() : serviceAccount;
        serviceAccount = kubeconfig;
        var all = settings(kubeconfig);
        all.putAll(more);
        return operate("apart-" + starts.incrementAndGet(), all);
    }

    public KubernetesClient client() {
        return client;
    }

    /** Whether it is the one that most suites share. */
    boolean common() {
        synchronized (LOCK) {
            return this == shared;
        }
    }

    public ControlPlane controlPlane() {
        return controlPlane;
    }

    public Emulator emulator() {
        return emulator;
    }

    /** The operator that was started last. */
    public OperatorProcess operator() {
        return Objects.requireNonNull(operator, "no operator was started");
    }

    /** Starts an operator that was packaged in that directory, as its own ServiceAccount. */
    public OperatorProcess operate(String name, Path application) {
        var started = OperatorProcess.start(name, settings(serviceAccount()), application);
        operator = started;
        return started;
    }

    /** Applies a manifest of operators, such as their rights. */
    public void deploy(Path file) {
        try (var stream = Files.newInputStream(file)) {
            client.load(stream).serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an operator, which {@link #operator()} is from then on. */
    public OperatorProcess operate(String name, Map<String, String> settings) {
        var started = OperatorProcess.start(name, settings);
        operator = started;
        return started;
    }

    /** An account of its own for a test, with the role that the operator assumes under its published minimal policy. */
    public TestAccount newAccount() {
        var account = new TestAccount(emulator, Long.toString(ACCOUNTS.incrementAndGet()));
        account.operatorRole("arn:aws:iam::" + home.id() + ":user/operator");
        return account;
    }

    /** What an operator in this rig is set to. */
    public Map<String, String> settings(Path kubeconfig) {
        var known = credentials();
        var settings = new HashMap<String, String>();
        settings.put("KUBECONFIG", kubeconfig.toString());
        settings.put("AWS_ENDPOINT_URL", emulator.endpoint().toString());
        settings.put("AWS_REGION", REGION);
        settings.put("AWS_ACCESS_KEY_ID", known.accessKeyId());
        settings.put("AWS_SECRET_ACCESS_KEY", known.secretAccessKey());
        settings.put("APIACCESS_CLUSTER_ID", CLUSTER_ID);
        settings.put("APIACCESS_TIME_DIVISOR", Integer.toString(TIME_DIVISOR));
        settings.put("APIACCESS_SWEEP_INTERVAL", "60s");
        return settings;
    }

    private synchronized Credentials credentials() {
        var known = credentials;
        if (known == null) {
            known = home.operatorUser();
            credentials = known;
        }
        return known;
    }

    /** Applies a manifest that ships in {@code deploy/base}; not the Deployment, for the process under test runs beside the cluster. */
    public void deploy(String file) {
        deploy(ControlPlane.baseDirectory().resolve("deploy/base").resolve(file));
    }

    /** A kubeconfig of the operator's ServiceAccount, which has to be there. */
    public Path serviceAccount() {
        return serviceAccount("apiaccess");
    }

    /** A kubeconfig of a ServiceAccount in the operator's namespace. */
    public Path serviceAccount(String name) {
        TokenRequest token = client.serviceAccounts()
                .inNamespace("apiaccess-system")
                .withName(name)
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
            var config = KubeConfigUtils.parseConfig(controlPlane.kubeconfig().toFile());
            // k3s gives its administrator a certificate
            config.getUsers()
                    .forEach(user ->
                            user.setUser(new AuthInfoBuilder().withToken(token).build()));
            config.getContexts().forEach(context -> context.getContext().setNamespace(namespace));
            var file = ControlPlane.baseDirectory()
                    .resolve("target/operator/kubeconfig-" + FILES.incrementAndGet() + ".yaml");
            Files.createDirectories(file.getParent());
            return Files.writeString(file, Serialization.asYaml(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
