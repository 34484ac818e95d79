// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.ExecuteApi;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a refused call tells. Source: API Gateway developer guide, troubleshooting of REST APIs, and IAM user guide, access denied
 * error messages.
 *
 * @param principal who called, an ARN or {@code anonymous}; empty where the text does not say
 * @param call what was called; empty where the text does not say
 * @param layer whose policy refused; empty where the text does not say
 */
public record Refusal(
        Kind kind, Optional<String> principal, Optional<Called> call, Why why, Optional<Answer.Layer> layer) {

    /** The texts that API Gateway has. */
    public enum Kind {
        /** {@code Missing Authentication Token}. */
        MISSING_TOKEN,
        /** {@code Forbidden}. */
        FORBIDDEN,
        /** {@code User: anonymous is not authorized to perform: execute-api:Invoke}. */
        ANONYMOUS,
        /** {@code User: arn:... is not authorized to perform: execute-api:Invoke}. */
        PRINCIPAL,
        /** {@code User is not authorized to access this resource}. */
        AUTHORIZER,
        /** The signature is wrong, or its time or its credentials are. */
        SIGNATURE,
        OTHER
    }

    /** What a refusal says of the policies. */
    public enum Why {
        EXPLICIT_DENY,
        NOTHING_ALLOWS,
        NOT_SAID
    }

    /**
     * A call as a refusal names it.
     *
     * @param account the digits that are shown, the last ones
     * @param verb in upper case
     * @param path with its leading slash
     */
    public record Called(String region, String account, String apiId, String stage, String verb, String path) {}

    private static final Pattern USER = Pattern.compile("User:\\s*(anonymous|arn:[^\\s\"]+)\\s+is not authorized");
    private static final Pattern RESOURCE = Pattern.compile(
            "arn:aws[a-z-]*:execute-api:([a-z0-9-]*):([*\\d]*):([^/\\s\"]+)/([^/\\s\"]+)/([A-Z]+)(/[^\\s\"]*)?");
    private static final Pattern HIDDEN = Pattern.compile("(arn:[a-z-]+:(?:iam|sts)::)\\*+(\\d*)(:.*)");
    private static final Pattern BECAUSE = Pattern.compile("because no ([a-zA-Z -]+?) allows");
    private static final Pattern DENY_IN = Pattern.compile("explicit deny in an? ([a-zA-Z -]+)");
    private static final Pattern SIGNED = Pattern.compile(
            "signature|security token|signing|access key id|credential should be scoped|token has expired");

    /** Reads a text as a client shows it, also with what stands around it. */
    public static Refusal read(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        var user = USER.matcher(text);
        if (user.find()) {
            var principal = user.group(1);
            return new Refusal(
                    principal.equals("anonymous") ? Kind.ANONYMOUS : Kind.PRINCIPAL,
                    Optional.of(principal),
                    called(text),
                    why(lower),
                    layer(text));
        }
        return new Refusal(kind(lower), Optional.empty(), called(text), why(lower), layer(text));
    }

    private static Kind kind(String lower) {
        if (lower.contains("missing authentication token")) {
            return Kind.MISSING_TOKEN;
        }
        if (lower.contains("not authorized to access this resource")) {
            return Kind.AUTHORIZER;
        }
        if (SIGNED.matcher(lower).find()) {
            return Kind.SIGNATURE;
        }
        return lower.contains("forbidden") ? Kind.FORBIDDEN : Kind.OTHER;
    }

    private static Optional<Called> called(String text) {
        var found = RESOURCE.matcher(text);
        while (found.find()) {
            if (ExecuteApi.VERBS.contains(found.group(5))) {
                return Optional.of(called(found));
            }
        }
        return Optional.empty();
    }

    private static Called called(Matcher found) {
        var path = found.group(6) == null ? "/" : found.group(6);
        return new Called(
                found.group(1),
                found.group(2).replace("*", ""),
                found.group(3),
                found.group(4),
                found.group(5),
                path.replaceFirst("[?#].*", ""));
    }

    private static Why why(String lower) {
        return lower.contains("explicit deny")
                ? Why.EXPLICIT_DENY
                : lower.contains("because no ") ? Why.NOTHING_ALLOWS : Why.NOT_SAID;
    }

    private static Optional<Answer.Layer> layer(String text) {
        for (var pattern : new Pattern[] {BECAUSE, DENY_IN}) {
            var found = pattern.matcher(text);
            if (found.find()) {
                return layerOf(found.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    private static Optional<Answer.Layer> layerOf(String words) {
        if (words.startsWith("service control")) {
            return Optional.of(Answer.Layer.SCP);
        }
        if (words.startsWith("resource-based")) {
            return Optional.of(Answer.Layer.RESOURCE);
        }
        if (words.startsWith("identity-based")) {
            return Optional.of(Answer.Layer.IDENTITY);
        }
        if (words.startsWith("permissions boundary")) {
            return Optional.of(Answer.Layer.BOUNDARY);
        }
        if (words.startsWith("session")) {
            return Optional.of(Answer.Layer.SESSION);
        }
        return words.startsWith("vpc endpoint") ? Optional.of(Answer.Layer.ENDPOINT) : Optional.empty();
    }

    /** Who called, where the digits of the account are hidden with those of the account that it is asked of. */
    public Optional<String> principalIn(Account account) {
        return principal.map(words -> {
            var hidden = HIDDEN.matcher(words);
            return hidden.matches() && account.id().endsWith(hidden.group(2))
                    ? hidden.group(1) + account.id() + hidden.group(3)
                    : words;
        });
    }

    /** Whether the account may be the one that the text names, of which it shows the last digits. */
    public boolean isOf(Account account) {
        return call.map(one -> account.id().endsWith(one.account())).orElse(true);
    }
}
