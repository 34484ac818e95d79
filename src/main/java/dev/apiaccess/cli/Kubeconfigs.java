// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.kube.AnyLength;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files that say which cluster is meant. They are looked at before the client reads them: it goes on without what is not there, asks
 * another API server or none, and that one would be blamed.
 *
 * @param files as kubectl takes them: those that are not there are left out as long as one is
 * @param origin a clause that says who named them
 */
record Kubeconfigs(List<Path> files, String origin) {

    private static final String NEXT = "name the kubeconfig of the cluster with --kubeconfig, or by KUBECONFIG";

    Kubeconfigs {
        files = List.copyOf(files);
    }

    static Kubeconfigs given(Path file) {
        return new Kubeconfigs(List.of(file), "which --kubeconfig names");
    }

    /** Those of the environment; nothing where a pod's own account is taken in place of a file. */
    static Optional<Kubeconfigs> ofEnvironment() {
        var isNamed = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_KUBECONFIG_FILE) != null;
        var files = Config.getKubeconfigFilenames().stream()
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .toList();
        var isPod = Utils.getSystemPropertyOrEnvVar(Config.KUBERNETES_SERVICE_HOST_PROPERTY) != null;
        return !isNamed && isPod && files.stream().noneMatch(Files::exists)
                ? Optional.empty()
                : Optional.of(
                        new Kubeconfigs(files, isNamed ? "which KUBECONFIG names" : "and KUBECONFIG names no other"));
    }

    /**
     * Refuses what cannot lead to a cluster.
     *
     * @param context that is asked for; null for the current one
     */
    void check(@Nullable String context) {
        var there = files.stream().filter(Files::exists).toList();
        if (there.isEmpty()) {
            throw new Unanswerable(
                    Code.NO_KUBECONFIG, "there is no kubeconfig " + names(files, " or ") + ", " + origin, NEXT);
        }
        var read = there.stream().map(Kubeconfigs::read).toList();
        var names = names(there, " and ");
        var contexts = all(read, io.fabric8.kubernetes.api.model.Config::getContexts);
        var named = context == null ? current(read, contexts, names) : context;
        var found = contexts.stream()
                .filter(one -> named.equals(one.getName()))
                .findFirst()
                .map(NamedContext::getContext)
                .orElseThrow(() -> new Unanswerable(
                        Code.NO_CONTEXT,
                        "the kubeconfig " + names + " has no context " + named
                                + (context == null ? ", which is its current one" : ""),
                        contexts(contexts)));
        demandCluster(found, read, names, named);
    }

    private static void demandCluster(
            Context context, List<io.fabric8.kubernetes.api.model.Config> read, String names, String named) {
        var cluster = context.getCluster();
        if (all(read, io.fabric8.kubernetes.api.model.Config::getClusters).stream()
                .noneMatch(one -> Objects.equals(one.getName(), cluster))) {
            throw new Unanswerable(
                    Code.NO_CONTEXT,
                    "context " + named + " of the kubeconfig " + names + " names "
                            + (cluster == null ? "no cluster" : "cluster " + cluster + ", which is not in it"),
                    "add the cluster, or name another context with --context");
        }
    }

    private static String current(
            List<io.fabric8.kubernetes.api.model.Config> read, List<NamedContext> contexts, String names) {
        return read.stream()
                .map(io.fabric8.kubernetes.api.model.Config::getCurrentContext)
                .filter(one -> one != null && !one.isEmpty())
                .findFirst()
                .orElseThrow(() -> new Unanswerable(
                        Code.NO_CONTEXT, "the kubeconfig " + names + " has no current context", contexts(contexts)));
    }

    private static String contexts(List<NamedContext> contexts) {
        return contexts.isEmpty()
                ? NEXT
                : "name one with --context: "
                        + contexts.stream().map(NamedContext::getName).collect(Collectors.joining(", "));
    }

    private static io.fabric8.kubernetes.api.model.Config read(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new Unanswerable(
                    Code.NO_KUBECONFIG,
                    "the kubeconfig " + file + " cannot be read: "
                            + (Files.isDirectory(file) ? "it is a directory" : "its owner does not allow it"),
                    NEXT);
        }
        try {
            var read =
                    AnyLength.reading().unmarshal(Files.readString(file), io.fabric8.kubernetes.api.model.Config.class);
            return read == null ? new io.fabric8.kubernetes.api.model.Config() : read;
        } catch (IOException | RuntimeException _) {
            // The parser's message quotes the file, which may hold credentials.
            throw new Unanswerable(
                    Code.NO_KUBECONFIG, "the kubeconfig " + file + " is not a kubeconfig: no YAML of its form", NEXT);
        }
    }

    private static <T> List<T> all(
            List<io.fabric8.kubernetes.api.model.Config> read,
            Function<io.fabric8.kubernetes.api.model.Config, @Nullable List<T>> part) {
        var all = new ArrayList<T>();
        read.stream().map(part).filter(Objects::nonNull).forEach(all::addAll);
        return all;
    }

    private static String names(List<Path> files, String between) {
        return files.stream().map(Path::toString).collect(Collectors.joining(between));
    }
}
