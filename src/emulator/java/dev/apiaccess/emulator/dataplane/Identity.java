// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.wire.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a request what an authorizer goes by. */
final class Identity {
    private static final String HEADER = "method.request.header.";
    private static final String QUERY = "method.request.querystring.";
    private static final String VARIABLE = "stageVariables.";
    private static final String CONTEXT = "context.";

    private Identity() {}

    /** The values of all sources, divided by commas; empty when one of them is missing. */
    static Optional<String> of(WireRequest request, Target target, @Nullable String sources) {
        List<String> values = new ArrayList<>();
        if (sources != null) {
            for (String source : sources.split(",", -1)) {
                String value = value(request, target, source.strip());
                if (value == null || value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value);
            }
        }
        return Optional.of(String.join(",", values));
    }

    private static @Nullable String value(WireRequest request, Target target, String source) {
        if (source.startsWith(HEADER)) {
            return request.header(source.substring(HEADER.length()));
        }
        if (source.startsWith(QUERY)) {
            return request.query().get(source.substring(QUERY.length()));
        }
        if (source.startsWith(VARIABLE)) {
            return target.stage().variables().get(source.substring(VARIABLE.length()));
        }
        return switch (source.startsWith(CONTEXT) ? source.substring(CONTEXT.length()) : "") {
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
