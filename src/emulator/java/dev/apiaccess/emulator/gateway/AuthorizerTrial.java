// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.dataplane.AuthorizerAnswers;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.AuthorizerTable;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** TestInvokeAuthorizer: asks an authorizer as it is now, deployed or not, and keeps no answer. */
final class AuthorizerTrial {
    private final AuthorizerAnswers answers;

    AuthorizerTrial(AuthorizerTable table) {
        answers = new AuthorizerAnswers(table);
    }

    void register(Router router) {
        router.add("POST", AuthorizerOperations.ONE, "TestInvokeAuthorizer", this::invoke);
    }

    private WireResponse invoke(GatewayCall call) {
        ApiAuthorizer authorizer = AuthorizerOperations.named(call);
        long start = System.nanoTime();
        ObjectNode out = GatewayJson.object();
        String log = "Execution log for request test-request\n" + call.now() + " : Starting authorizer: "
                + authorizer.id() + "\n" + call.now();
        try {
            ask(authorizer, new Sent(call.body()), out);
            out.put("clientStatus", 0).put("log", log + " : Successfully completed authorizer execution\n");
        } catch (AwsError e) {
            String why = e.status() == 401
                    ? " : Unauthorized request\n"
                    : " : Execution failed due to configuration error: Authorizer error\n";
            out.put("clientStatus", e.status()).put("log", log + why);
        }
        out.put("latency", (System.nanoTime() - start) / 1_000_000);
        return WireResponse.json(200, out);
    }

    private void ask(ApiAuthorizer authorizer, Sent sent, ObjectNode out) {
        if (authorizer.isLambda()) {
            AuthorizerTable.Answer answer = answers.function(authorizer, answers.identity(authorizer, sent));
            AuthorizerAnswers.document(answer);
            out.put("principalId", answer.principalId()).put("policy", answer.policy());
            out.putObject("authorization");
        } else {
            AuthorizerTable.Answer answer = answers.token(authorizer, sent);
            ObjectNode claims = out.putObject("claims");
            answer.context().forEach(claims::put);
            if (answer.scopes() != null) {
                claims.put("scope", String.join(" ", answer.scopes()));
            }
        }
    }

    /** What whoever tries an authorizer says that a caller sent. */
    private record Sent(JsonNode body) implements AuthorizerAnswers.Asked {
        @Override
        public @Nullable String header(String name) {
            for (String field : new String[] {"headers", "multiValueHeaders"}) {
                for (var entry : body.path(field).properties()) {
                    if (entry.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                        JsonNode value = entry.getValue();
                        return value.isArray() ? value.path(0).asText() : value.asText();
                    }
                }
            }
            return null;
        }

        @Override
        public @Nullable String query(String name) {
            String path = body.path("pathWithQueryString").asText("");
            int query = path.indexOf('?');
            return query < 0 ? null : Params.parse(path.substring(query + 1)).get(name);
        }

        @Override
        public @Nullable String variable(String name) {
            return text(body.path("stageVariables"), name);
        }

        @Override
        public @Nullable String context(String name) {
            return text(body.path("additionalContext"), name);
        }

        private static @Nullable String text(JsonNode map, String name) {
            return map.hasNonNull(name) ? map.path(name).asText() : null;
        }
    }
}
