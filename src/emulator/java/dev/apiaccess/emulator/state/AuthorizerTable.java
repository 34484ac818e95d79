// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for Lambda functions, user pools and issuers: a table of tokens with what they answer. A source is the ARN of a function or
 * pool, or an issuer.
 */
public final class AuthorizerTable {
    private final Map<String, Source> sources = new ConcurrentHashMap<>();

    /**
     * What a source says of a token.
     *
     * @param principalId whom a function takes it for, null where it says nothing
     * @param policy the document that a function answers, null for none
     * @param context what the function tells whatever is behind the method
     * @param scopes of an access token, null for an identity token
     * @param error what the function fails with; {@code Unauthorized} is how it refuses
     */
    public record Answer(
            @Nullable String principalId,
            @Nullable String policy,
            Map<String, String> context,
            @Nullable List<String> scopes,
            @Nullable String error) {}

    private record Source(Map<String, Answer> answers, AtomicInteger asked) {}

    /** Puts a source in place of the one of that name. */
    public void put(String source, Map<String, Answer> answers) {
        sources.put(source, new Source(Map.copyOf(answers), new AtomicInteger()));
    }

    /** Forgets all sources. */
    public void clear() {
        sources.clear();
    }

    /** How often each source was asked. */
    public Map<String, Integer> asked() {
        Map<String, Integer> out = new TreeMap<>();
        new HashMap<>(sources)
                .forEach((name, source) -> out.put(name, source.asked().get()));
        return out;
    }

    /** Whether there is a source of that name. */
    public boolean knows(String source) {
        return sources.containsKey(source);
    }

    /** What a source answers to a token, empty when it knows neither. */
    public Optional<Answer> ask(String source, String token) {
        Source found = sources.get(source);
        if (found == null) {
            return Optional.empty();
        }
        found.asked().incrementAndGet();
        return Optional.ofNullable(found.answers().get(token));
    }
}
