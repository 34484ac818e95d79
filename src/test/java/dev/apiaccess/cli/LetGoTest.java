// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An object is deleted only as one whose things stay, although something else sets it back. One object of an API server on paper. */
class LetGoTest {

    private static final String PATH = "/apis/apiaccess.dev/v1alpha1/namespaces/shop/apiratelimits/gold";
    private static final OwnObjects.Own GOLD =
            new OwnObjects.Own("ApiRateLimit", "shop", "gold", null, false, "Ready: in force");

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> calls = new ArrayList<>();
    private HttpServer server = httpServer();
    private KubernetesClient client = client(server);
    private String policy = "Delete";
    private int version = 7;
    private boolean there = true;
    private int takenBack;

    private static HttpServer httpServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KubernetesClient client(HttpServer server) {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void itIsDeletedAsItWasMade() {
        new OwnObjects(client).letGo(GOLD);

        assertThat(calls).containsExactly("PATCH Retain", "DELETE version 8 of 8, Retain");
        assertThat(there).isFalse();
    }

    @Test
    void whoTakesItBackBetweenTheTwoGetsNothingDeleted() {
        takenBack = 2;

        new OwnObjects(client).letGo(GOLD);

        assertThat(calls)
                .containsExactly(
                        "PATCH Retain",
                        "DELETE version 8 of 9, Delete",
                        "PATCH Retain",
                        "DELETE version 10 of 11, Delete",
                        "PATCH Retain",
                        "DELETE version 12 of 12, Retain");
        assertThat(there).isFalse();
    }

    @Test
    void whoAlwaysTakesItBackIsNamedAfterAWhile() {
        takenBack = 1000;

        assertThatThrownBy(() -> new OwnObjects(client).letGo(GOLD))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("it was tried 10 times")
                .hasMessageContaining("suspend what applies it");
        assertThat(there).isTrue();
        assertThat(calls).hasSize(20);
    }

    @Test
    void whatIsGoneAlreadyIsLetGo() {
        there = false;

        new OwnObjects(client).letGo(GOLD);

        assertThat(calls).isEmpty();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        assertThat(exchange.getRequestURI().getPath()).isEqualTo(PATH);
        var sent = json.readTree(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body);
        if (exchange.getRequestMethod().equals("GET")) {
            // The client looks before it patches.
            send(exchange, there ? 200 : 404, there ? object() : status(404, "NotFound"));
            return;
        }
        if (exchange.getRequestMethod().equals("PATCH")) {
            calls.add("PATCH " + sent.at("/spec/deletionPolicy").asText());
            policy = sent.at("/spec/deletionPolicy").asText();
            version++;
            var answer = object();
            if (takenBack > 0) {
                takenBack--;
                policy = "Delete";
                version++;
            }
            send(exchange, 200, answer);
            return;
        }
        var wanted = sent.at("/preconditions/resourceVersion").asText();
        calls.add(exchange.getRequestMethod() + " version " + wanted + " of " + version + ", " + policy);
        if (!wanted.equals(String.valueOf(version))) {
            send(exchange, 409, status(409, "Conflict"));
            return;
        }
        there = false;
        send(exchange, 200, status(200, ""));
    }

    private String object() {
        return """
                {"apiVersion": "apiaccess.dev/v1alpha1", "kind": "ApiRateLimit",
                 "metadata": {"name": "gold", "namespace": "shop", "resourceVersion": "%d"},
                 "spec": {"deletionPolicy": "%s"}}
                """.formatted(version, policy);
    }

    private static String status(int code, String reason) {
        return """
                {"apiVersion": "v1", "kind": "Status", "status": "%s", "code": %d, "reason": "%s", "message": "told to"}
                """.formatted(code < 300 ? "Success" : "Failure", code, reason);
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
