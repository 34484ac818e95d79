// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Secrets of one API server by their names, as far as one is read, created, applied, replaced or deleted. */
final class FakeSecretsServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final KubernetesClient client;
    private int versions;
    private volatile int refusal;

    FakeSecretsServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    KubernetesClient client() {
        return client;
    }

    /** Every write as method, path and query. */
    List<String> writes() {
        return writes;
    }

    Map<String, Secret> secrets() {
        return secrets;
    }

    /** Answers every write with this code, 0 with what was asked for. */
    void refuses(int code) {
        refusal = code;
    }

    /** Somebody else writes. */
    void put(Secret secret) {
        var _ = stored(secret);
    }

    private synchronized Secret stored(Secret secret) {
        var known = secrets.get(secret.getMetadata().getName());
        var stored = new SecretBuilder(secret)
                .editMetadata()
                .withUid(known == null ? "u-" + ++versions : known.getMetadata().getUid())
                .withResourceVersion("" + ++versions)
                .endMetadata()
                .build();
        secrets.put(secret.getMetadata().getName(), stored);
        return stored;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var name = path.substring(path.lastIndexOf('/') + 1);
        if (exchange.getRequestMethod().equals("GET")) {
            var found = secrets.get(name);
            send(exchange, found == null ? 404 : 200, found == null ? Map.of("kind", "Status", "code", 404) : found);
            return;
        }
        writes.add(exchange.getRequestMethod() + " " + path + " "
                + Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), ""));
        if (refusal != 0) {
            send(exchange, refusal, Map.of("kind", "Status", "code", refusal));
            return;
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            secrets.remove(name);
            send(exchange, 200, Map.of("kind", "Status", "code", 200));
            return;
        }
        send(
                exchange,
                exchange.getRequestMethod().equals("POST") ? 201 : 200,
                stored(JSON.readValue(exchange.getRequestBody(), Secret.class)));
    }

    private static void send(HttpExchange exchange, int code, Object body) throws IOException {
        var bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
