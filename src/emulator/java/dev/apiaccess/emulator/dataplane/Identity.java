// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.wire.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what an authorizer goes by. */
final class Identity {
    private static final String HEADER = "method.request.header.";
    private static final String QUERY = "method.request.querystring.";
    private static final String VARIABLE = "stageVariables.";
    private static final String CONTEXT = "context.";

    private Identity() {}

    /** The values of all sources, divided by commas; empty when one of them is missing. */
    static Optional<String> of(AuthorizerAnswers.Asked asked, @Nullable String sources) {
        List<String> values = new ArrayList<>();
        if (sources != null) {
            for (String source : sources.split(",", -1)) {
                String value = value(asked, source.strip());
                if (value == null || value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value);
            }
        }
        return Optional.of(String.join(",", values));
    }

    private static @Nullable String value(AuthorizerAnswers.Asked asked, String source) {
        if (source.startsWith(HEADER)) {
            return asked.header(source.substring(HEADER.length()));
        }
        if (source.startsWith(QUERY)) {
            return asked.query(source.substring(QUERY.length()));
        }
        if (source.startsWith(VARIABLE)) {
            return asked.variable(source.substring(VARIABLE.length()));
        }
        return source.startsWith(CONTEXT) ? asked.context(source.substring(CONTEXT.length())) : null;
    }

    /** A request to a deployed stage. */
    record Invocation(WireRequest request, Target target) implements AuthorizerAnswers.Asked {
        @Override
        public @Nullable String header(String name) {
            return request.header(name);
        }

        @Override
        public @Nullable String query(String name) {
            return request.query().get(name);
        }

        @Override
        public @Nullable String variable(String name) {
            return target.stage().variables().get(name);
        }

        @Override
        public @Nullable String context(String name) {
            return switch (name) {
                case "httpMethod" -> request.method();
                case "path" -> "/" + target.stage().name() + target.path();
                case "resourcePath" -> target.found().resource();
                case "stage" -> target.stage().name();
                case "apiId" -> target.api().id();
                case "identity.sourceIp" -> request.sourceIp();
                default -> null;
            };
        }
    }
}
