// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Policy variables: <code>${key}</code>, <code>${key, 'default'}</code> and the escapes <code>${*}</code>, <code>${?}</code>,
 * <code>${$}</code>. Without a request ({@link #NONE}, documents of the old version) all of them are plain text.
 */
final class Variables {

    private static final Set<String> ESCAPES = Set.of("*", "?", "$");

    /** Variables are not replaced. */
    static final Variables NONE = new Variables(null);

    private final @Nullable Request request;

    private Variables(@Nullable Request request) {
        this.request = request;
    }

    static Variables of(Request request) {
        return new Variables(request);
    }

    /** The condition keys that a text refers to. */
    static List<String> keys(String text) {
        List<String> keys = new ArrayList<>();
        int open = text.indexOf("${");
        while (open >= 0) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String expression = text.substring(open + 2, close);
            int comma = expression.indexOf(',');
            String key = (comma < 0 ? expression : expression.substring(0, comma)).strip();
            if (!ESCAPES.contains(key)) {
                keys.add(key);
            }
            open = text.indexOf("${", close);
        }
        return keys;
    }

    /** The text with wildcards live and values literal; empty when a variable has no single value. */
    Optional<Glob> glob(String text) {
        Glob.Builder glob = new Glob.Builder();
        boolean resolved = walk(text, new Sink() {
            @Override
            public void written(String part) {
                glob.pattern(part);
            }

            @Override
            public void substituted(String value) {
                glob.literal(value);
            }
        });
        return resolved ? Optional.of(glob.build()) : Optional.empty();
    }

    /** The text with variables replaced and no wildcards; empty when a variable has no single value. */
    Optional<String> plain(String text) {
        StringBuilder plain = new StringBuilder();
        boolean resolved = walk(text, new Sink() {
            @Override
            public void written(String part) {
                plain.append(part);
            }

            @Override
            public void substituted(String value) {
                plain.append(value);
            }
        });
        return resolved ? Optional.of(plain.toString()) : Optional.empty();
    }

    private interface Sink {
        void written(String part);

        void substituted(String value);
    }

    private boolean walk(String text, Sink sink) {
        int from = 0;
        while (request != null) {
            int open = text.indexOf("${", from);
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                return false;
            }
            String value = value(text.substring(open + 2, close), request);
            if (value == null) {
                return false;
            }
            sink.written(text.substring(from, open));
            sink.substituted(value);
            from = close + 1;
        }
        sink.written(text.substring(from));
        return true;
    }

    private static @Nullable String value(String expression, Request request) {
        if (ESCAPES.contains(expression)) {
            return expression;
        }
        int comma = expression.indexOf(',');
        String key = (comma < 0 ? expression : expression.substring(0, comma)).strip();
        List<String> values = request.contextValues(key).orElse(List.of());
        if (!values.isEmpty()) {
            return values.size() == 1 ? values.getFirst() : null;
        }
        String fallback = comma < 0 ? "" : expression.substring(comma + 1).strip();
        boolean quoted = fallback.length() >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
        return quoted ? fallback.substring(1, fallback.length() - 1) : null;
    }
}
