// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.cli.ClusterState.Deployed;
import dev.apiaccess.cli.ClusterState.Leader;
import dev.apiaccess.cli.ClusterState.Pod;
import dev.apiaccess.cli.ClusterState.Unread;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads of a cluster what {@link Diagnosis} is about, each part as far as the rights go. It changes nothing. */
final class ClusterReader {

    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final String OPERATOR = "operator";
    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;

    private final KubernetesClient client;
    private final String namespace;
    private final Clock clock;
    private final List<Unread> unread = new ArrayList<>();

    ClusterReader(KubernetesClient client, String namespace, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.clock = clock;
    }

    ClusterState read() throws InterruptedException {
        var server = String.valueOf(client.getMasterUrl());
        try {
            client.getKubernetesVersion();
            // Who is not known is refused here, and not once for each read.
            allowed("list", "", "pods", namespace);
        } catch (KubernetesClientException e) {
            return new ClusterState(
                    server, namespace, silence(e), List.of(), null, null, null, null, List.of(), List.of());
        }
        var things = new ThingReader(client, this);
        var crds = read(
                "get",
                "apiextensions.k8s.io",
                "customresourcedefinitions",
                null,
                "whether the CRDs are there",
                () -> new CrdReader(client).all());
        var deployments =
                read(
                        "list",
                        "apps",
                        "deployments",
                        namespace,
                        "whether the operator is installed",
                        () -> client
                                .apps()
                                .deployments()
                                .inNamespace(namespace)
                                .withLabel(COMPONENT, OPERATOR)
                                .list()
                                .getItems()
                                .stream()
                                .map(ClusterReader::deployed)
                                .toList());
        var pods = read(
                "list",
                "",
                "pods",
                namespace,
                "whether the operator's pods are well",
                () -> client.pods().inNamespace(namespace).withLabel(COMPONENT, OPERATOR).list().getItems().stream()
                        .map(pod -> new Pod(pod.getMetadata().getName(), trouble(pod)))
                        .toList());
        var leader = leader();
        var objects = things.all();
        return new ClusterState(
                server, namespace, null, unread, crds, deployments, pods, leader, things.kinds(), objects);
    }

    private static String silence(KubernetesClientException e) {
        return e.getCode() == UNAUTHORIZED
                ? "it does not know these credentials: renew them"
                : e.getCode() == 0 && e.getCause() != null ? cause(e.getCause()) : Uninstall.told(e);
    }

    private static String cause(Throwable cause) {
        var root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /**
     * What a read brings; null where the right is missing or the API server refuses, which is noted.
     *
     * @param where a namespace, or null for all
     * @param what cannot be told without it, a clause
     */
    <T> @Nullable T read(
            String verb, String group, String resource, @Nullable String where, String what, Supplier<T> reading) {
        var right =
                verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (where == null ? " -A" : " -n " + where);
        try {
            if (!allowed(verb, group, resource, where)) {
                unread.add(new Unread(what, right, null));
                return null;
            }
            return reading.get();
        } catch (KubernetesClientException e) {
            unread.add(new Unread(what, right, e.getCode() == FORBIDDEN ? null : Uninstall.told(e)));
            return null;
        }
    }

    /** Notes that one thing could not be read. */
    void unreadable(String what, String right, String why) {
        unread.add(new Unread(what, right, why));
    }

    private boolean allowed(String verb, String group, String resource, @Nullable String where) {
        var review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withNamespace(where)
                .endResourceAttributes()
                .endSpec()
                .build();
        try {
            return Boolean.TRUE.equals(
                    client.resource(review).create().getStatus().getAllowed());
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                // Where rights may not be asked for, the read itself shows it.
                return true;
            }
            throw e;
        }
    }

    private @Nullable Leader leader() throws InterruptedException {
        var lease = new OperatorLease(client, namespace);
        var found = read("get", "coordination.k8s.io", "leases", namespace, "whether an operator works", () -> {
            var fresh = lease.looksFresh(clock.instant());
            return new Leader(lease.holder().orElse(null), fresh, lease.told());
        });
        if (found == null || found.alive() || found.holder() == null) {
            return found;
        }
        // The clocks of two machines need not agree: before it is said that nobody works, a renewal is waited for.
        return new Leader(found.holder(), lease.alive(), found.told());
    }

    private static Deployed deployed(Deployment one) {
        var labels = one.getMetadata().getLabels();
        return new Deployed(
                one.getMetadata().getName(),
                Objects.requireNonNullElse(one.getSpec().getReplicas(), 1),
                one.getStatus() == null
                        ? 0
                        : Objects.requireNonNullElse(one.getStatus().getReadyReplicas(), 0),
                labels == null ? "" : labels.getOrDefault("app.kubernetes.io/version", ""));
    }

    /** Why a pod is not ready; empty where it is, or has ended well. */
    static String trouble(io.fabric8.kubernetes.api.model.Pod pod) {
        var status = pod.getStatus();
        if (status == null || "Succeeded".equals(status.getPhase())) {
            return "";
        }
        var ready = status.getConditions().stream()
                .anyMatch(one -> "Ready".equals(one.getType()) && "True".equals(one.getStatus()));
        if (ready) {
            return "";
        }
        for (var container : status.getContainerStatuses()) {
            var why = trouble(container);
            if (!why.isEmpty()) {
                return why;
            }
        }
        return status.getConditions().stream()
                .filter(one -> "False".equals(one.getStatus()) && one.getMessage() != null)
                .map(one -> one.getReason() + ": " + one.getMessage())
                .findFirst()
                .orElse(String.valueOf(status.getPhase()));
    }

    private static String trouble(ContainerStatus container) {
        var now = container.getState();
        if (now != null && now.getWaiting() != null) {
            var last = container.getLastState();
            var ended = last == null || last.getTerminated() == null
                    ? ""
                    : ", it ended with exit code " + last.getTerminated().getExitCode();
            return now.getWaiting().getReason() + ended;
        }
        return container.getReady() || now == null || now.getTerminated() == null
                ? ""
                : "it ended with exit code " + now.getTerminated().getExitCode();
    }
}
