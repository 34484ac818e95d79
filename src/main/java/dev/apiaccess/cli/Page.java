// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Account;
import dev.apiaccess.access.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A matrix as one HTML file. It asks nothing of any network: its style and its script are in it and named by their hashes in its content
 * security policy, which allows nothing else. Names of the account are in the packed data only, and the script writes them as text.
 */
final class Page {

    /** In the order in which they need each other. */
    private static final List<String> SCRIPTS =
            List.of("model.js", "filter.js", "grid.js", "detail.js", "print.js", "start.js");

    private final Account account;
    private final Terms terms;
    private final List<String> patterns;
    private final Instant made;

    /**
     * A page about an account.
     *
     * @param patterns of the principals that are in it; none for all
     */
    Page(Account account, Terms terms, List<String> patterns, Instant made) {
        this.account = account;
        this.terms = terms;
        this.patterns = List.copyOf(patterns);
        this.made = made.truncatedTo(ChronoUnit.SECONDS);
    }

    String html(PageData data) {
        var style = resource("page.css");
        var script = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n"));
        return resource("page.html")
                .replace(
                        "@@policy@@",
                        "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                                + "'; base-uri 'none'; form-action 'none'")
                .replace("@@account@@", account.id())
                .replace("@@made@@", made.toString())
                .replace(
                        "@@unseen@@",
                        String.join(", ", Unseen.of(account.organization())).replace("<", "&lt;"))
                .replace("@@style@@", style)
                .replace("@@script@@", script)
                .replace("@@data@@", Base64.getEncoder().encodeToString(data.packed(head())));
    }

    private ObjectNode head() {
        var head = JsonNodeFactory.instance.objectNode();
        head.put("account", account.id()).put("partition", account.partition());
        var given = head.putArray("given");
        new TreeMap<>(terms.with())
                .forEach((key, values) ->
                        given.add(values.isEmpty() ? "no " + key : key + " " + String.join(", ", values)));
        if (terms.key() != null) {
            given.add("API key " + terms.key().name());
        }
        if (terms.assumePolicyDeployed()) {
            given.add("assumed: " + AnswerJson.POLICY_DEPLOYED);
        }
        var shown = head.putArray("patterns");
        patterns.forEach(shown::add);
        return head;
    }

    private static String resource(String name) {
        try (var stream = Page.class.getResourceAsStream("page/" + name)) {
            if (stream == null) {
                throw new IOException(name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
