// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.apiaccess.emulator.dataplane.DataPlane;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads requests off the wire, hands each to the side it is for and writes the answer. */
final class Front implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(Front.class.getName());
    private static final int LONGEST_BODY = 1 << 20;
    private final ControlPlane control;
    private final DataPlane data;
    private final Admin admin;

    Front(ControlPlane control, DataPlane data, Admin admin) {
        this.control = control;
        this.data = data;
        this.admin = admin;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
            @Nullable
            WireResponse answer = body.length > LONGEST_BODY
                    ? WireResponse.text(413, "text/plain", "Request body too large")
                    : route(request(exchange, body));
            if (answer != null) {
                answer.headers().forEach(exchange.getResponseHeaders()::set);
                byte[] out = answer.body();
                boolean bodiless =
                        out.length == 0 || exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : out.length);
                if (!bodiless) {
                    exchange.getResponseBody().write(out);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "emulator failed on " + exchange.getRequestURI().getPath(),
                    e);
            exchange.sendResponseHeaders(500, -1);
        }
    }

    private @Nullable WireResponse route(WireRequest request) throws InterruptedException {
        if (request.rawPath().startsWith("/_admin/")) {
            return admin.handle(request);
        }
        if (data.concerns(request)) {
            return data.handle(request);
        }
        return control.handle(request);
    }

    private static WireRequest request(HttpExchange exchange, byte[] body) {
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        String query = exchange.getRequestURI().getRawQuery();
        String path = exchange.getRequestURI().getRawPath();
        return new WireRequest(
                exchange.getRequestMethod(),
                path == null || path.isEmpty() ? "/" : path,
                query == null ? "" : query,
                headers,
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }
}
