// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.ExecuteApi;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A call of a method.
 *
 * @param verb in upper case
 * @param path as it stands in the request, with its leading slash
 */
public record Call(String verb, String path) {

    private static final int HEX = 16;

    /** More than a path has that is odd in every way; one that is encoded again and again has as many as it likes. */
    static final int MOST_READINGS = 64;

    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

    public Call {
        if (!ExecuteApi.VERBS.contains(verb)) {
            throw new IllegalArgumentException("not a verb of a REST API: " + verb);
        }
        if (path.contains("?") || path.contains("#")) {
            throw new IllegalArgumentException("a path ends before ? and #: " + path);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /: " + path);
        }
    }

    /**
     * The path in every way in which AWS may compare it with a policy, as written first: its documentation says nothing of escapes, of double
     * slashes and of a slash at the end. With {@link #MOST_READINGS} of them there may be more.
     */
    Set<String> readings() {
        if (isPlain()) {
            return Set.of(path);
        }
        var all = new LinkedHashSet<String>();
        var next = new ArrayDeque<String>();
        next.add(path);
        while (!next.isEmpty() && all.size() < MOST_READINGS) {
            var one = next.remove();
            if (all.add(one)) {
                next.add(decoded(one));
                next.add(ESCAPE.matcher(one).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT)));
                next.add(one.replaceAll("/{2,}", "/"));
                next.add(withoutDots(one));
                next.add(withoutLastSlash(one));
            }
        }
        return all;
    }

    private boolean isPlain() {
        return path.indexOf('%') < 0
                && !path.contains("//")
                && !path.contains("/.")
                && !(path.endsWith("/") && path.length() > 1);
    }

    static String withoutLastSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Without the segments {@code .} and {@code ..}, as browsers and caches send it. */
    private static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        var kept = new ArrayDeque<String>();
        for (var part : path.substring(1).split("/", -1)) {
            if (part.equals("..")) {
                kept.pollLast();
            } else if (!part.equals(".")) {
                kept.add(part);
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Percent-decoded once; what is no escape stays. */
    private static String decoded(String path) {
        var bytes = new ByteArrayOutputStream();
        var text = path.getBytes(StandardCharsets.UTF_8);
        for (var index = 0; index < text.length; index++) {
            var isEscape = text[index] == '%'
                    && index + 2 < text.length
                    && Character.digit(text[index + 1], HEX) >= 0
                    && Character.digit(text[index + 2], HEX) >= 0;
            bytes.write(
                    isEscape
                            ? Character.digit(text[index + 1], HEX) * HEX + Character.digit(text[index + 2], HEX)
                            : text[index]);
            index += isEscape ? 2 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
