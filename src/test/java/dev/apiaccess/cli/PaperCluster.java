// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An API server that answers reads from a table, and questions about rights. What is not in the table is empty. */
final class PaperCluster implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("apiaccess.basedir", ""));
    private static final String OURS = "/apis/apiaccess.dev/v1alpha1/";

    private static final DateTimeFormatter TIMES = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Map<String, JsonNode> table = new TreeMap<>();
    private final Set<String> refused = new TreeSet<>();
    private final List<String> asked = new ArrayList<>();
    private boolean known = true;

    PaperCluster() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            table.put("/version", json.readTree("{\"major\": \"1\", \"minor\": \"34\", \"gitVersion\": \"v1.34.0\"}"));
            for (var kind :
                    List.of("awsconnections", "apiaccesspolicies", "apiratelimits", "apikeygrants", "apiprotections")) {
                crd(kind);
                list(OURS + kind);
            }
            list("/apis/apps/v1/namespaces/apiaccess-system/deployments", """
                    {"metadata": {"name": "apiaccess", "labels": {"app.kubernetes.io/version": "0.1.0"}},
                     "spec": {"replicas": 1}, "status": {"readyReplicas": 1}}""");
            list("/api/v1/namespaces/apiaccess-system/pods", """
                    {"metadata": {"name": "apiaccess-0"},
                     "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}""");
            list("/api/v1/secrets");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    private void crd(String plural) throws IOException {
        var crd = Serialization.unmarshal(Files.readString(ROOT.resolve("crds/" + plural + ".yaml")), ObjectNode.class);
        crd.putObject("status").putArray("storedVersions").add("v1alpha1");
        ((ObjectNode) crd.get("status")).putArray("conditions");
        table.put("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + plural + ".apiaccess.dev", crd);
    }

    /** What the list at that path holds. */
    PaperCluster list(String path, String... items) {
        var list = json.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        list.putObject("metadata").put("resourceVersion", "1");
        var all = list.putArray("items");
        for (var item : items) {
            all.add(tree(item));
        }
        table.put(path, list);
        return this;
    }

    PaperCluster objects(String plural, String... items) {
        return list(OURS + plural, items);
    }

    PaperCluster secrets(String... namesWithNamespace) {
        return list(
                "/api/v1/secrets",
                List.of(namesWithNamespace).stream()
                        .map(one -> "{\"metadata\": {\"namespace\": \"" + one.replace("/", "\", \"name\": \"") + "\"}}")
                        .toArray(String[]::new));
    }

    PaperCluster without(String path) {
        table.remove(path);
        return this;
    }

    PaperCluster lease(Instant renewed) {
        table.put("/apis/coordination.k8s.io/v1/namespaces/apiaccess-system/leases/apiaccess", tree("""
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "apiaccess"},
                 "spec": {"holderIdentity": "apiaccess-0", "leaseDurationSeconds": 15, "renewTime": "%s"}}
                """.formatted(
                        TIMES.format(renewed))));
        return this;
    }

    /** Nobody may read that resource. */
    PaperCluster refuses(String resource) {
        refused.add(resource);
        return this;
    }

    /** The credentials are not known. */
    PaperCluster unknown() {
        known = false;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A kubeconfig with one context, {@code paper}. */
    Path kubeconfig(Path directory) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: paper, cluster: {server: "%s"}}]
                users: [{name: paper, user: {}}]
                contexts: [{name: paper, context: {cluster: paper, user: paper}}]
                current-context: paper
                """.formatted(url()));
    }

    /** Methods and paths that were asked for. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path + " "
                + exchange.getRequestHeaders().getFirst("Accept"));
        if (!known) {
            send(exchange, 401, status(401, "Unauthorized"));
        } else if (path.endsWith("selfsubjectaccessreviews")) {
            var review = (ObjectNode) json.readTree(body);
            review.putObject("status")
                    .put(
                            "allowed",
                            !refused.contains(review.at("/spec/resourceAttributes/resource")
                                    .asText()));
            send(exchange, 201, review);
        } else if (table.containsKey(path)) {
            send(exchange, 200, table.get(path));
        } else {
            send(exchange, 404, status(404, "NotFound"));
        }
    }

    private JsonNode status(int code, String reason) {
        return json.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("status", "Failure")
                .put("code", code)
                .put("reason", reason)
                .put("message", reason);
    }

    private void send(HttpExchange exchange, int code, JsonNode answer) throws IOException {
        var bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
