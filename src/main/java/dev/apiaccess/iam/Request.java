// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request to decide. {@code action} is {@code service:Name}; {@code readings} are the resource in every way in which AWS may read it, an
 * ARN, or {@code *} for actions that have none, as written first; {@code context} holds the condition keys, without regard to letter case,
 * each with its values, none for a key that is known to be absent. Keys that follow from the principal ({@code aws:PrincipalArn},
 * {@code aws:PrincipalAccount}, {@code aws:PrincipalType}, {@code aws:username}) are there when the context does not give them.
 *
 * @param partial whether a key that is not in the context may be in the request all the same, with any value
 */
public record Request(
        String action, List<String> readings, Principal principal, Map<String, List<String>> context, boolean partial) {

    private static final Set<String> KEYS_OF_SIGNERS = Set.of(
            "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:tokenissuetime", "aws:userid", "aws:username");

    /** Two keys that differ in letter case only are one key with the values of both. */
    public Request {
        readings = List.copyOf(readings);
        if (readings.isEmpty()) {
            throw new IllegalArgumentException("a request has a resource");
        }
        Map<String, List<String>> byLowerCase = new LinkedHashMap<>();
        context.forEach((key, values) -> byLowerCase.merge(
                key.toLowerCase(Locale.ROOT),
                List.copyOf(values),
                (one, other) -> Stream.concat(one.stream(), other.stream()).toList()));
        if (principal instanceof Principal.Anonymous) {
            byLowerCase.keySet().removeIf(Request::isOfSigner);
        }
        context = Collections.unmodifiableMap(byLowerCase);
    }

    /** A request of which all keys are known. */
    public Request(String action, String resource, Principal principal, Map<String, List<String>> context) {
        this(action, List.of(resource), principal, context, false);
    }

    public Request(String action, String resource, Principal principal) {
        this(action, resource, principal, Map.of());
    }

    /** The resource as written. */
    public String resource() {
        return readings.getFirst();
    }

    /** The values of a context key; empty when the key is not in the request, or not known. */
    public Optional<List<String>> contextValues(String key) {
        return Optional.ofNullable(values(key.toLowerCase(Locale.ROOT)));
    }

    private @Nullable List<String> values(String name) {
        var given = context.get(name);
        return given == null ? ofPrincipal(name) : given;
    }

    /** Whether it is not known whether the request has a key, and with which values. */
    boolean isOpen(String key) {
        if (!partial) {
            return false;
        }
        String name = key.toLowerCase(Locale.ROOT);
        return values(name) == null && !(isOfSigner(name) && principal instanceof Principal.Anonymous);
    }

    /** Whether only requests that are authorized with IAM have a key, given in lower case. Source: API Gateway developer guide. */
    private static boolean isOfSigner(String name) {
        return name.startsWith("aws:principal") || KEYS_OF_SIGNERS.contains(name);
    }

    /** The values of a key that follows from the principal, given in lower case. Worked out when it is asked for: few policies do. */
    private @Nullable List<String> ofPrincipal(String name) {
        return switch (name) {
            case "aws:principalaccount" -> principal.accountId().map(List::of).orElse(null);
            case "aws:principalarn" ->
                switch (principal) {
                    case Principal.Anonymous _ -> null;
                    case Principal.User user -> List.of(user.arn().toString());
                    case Principal.AssumedRole session ->
                        List.of(session.roleArn().toString());
                    case Principal.Root root -> List.of(root.describe());
                };
            case "aws:principaltype" ->
                switch (principal) {
                    case Principal.Anonymous _ -> null;
                    case Principal.User _ -> List.of("User");
                    case Principal.AssumedRole _ -> List.of("AssumedRole");
                    case Principal.Root _ -> List.of("Account");
                };
            case "aws:username" ->
                switch (principal) {
                    case Principal.Anonymous _ -> null;
                    case Principal.User user -> {
                        String resource = user.arn().resource();
                        yield List.of(resource.substring(resource.lastIndexOf('/') + 1));
                    }
                    case Principal.AssumedRole _, Principal.Root _ -> List.of();
                };
            default -> null;
        };
    }
}
