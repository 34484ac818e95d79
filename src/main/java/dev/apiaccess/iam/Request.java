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

/**
 * A request to decide. {@code action} is {@code service:Name}; {@code readings} are the resource in every way in which AWS may read it, an
 * ARN, or {@code *} for actions that have none, as written first; {@code context} holds the condition keys, without regard to letter case,
 * each with its values, none for a key that is known to be absent. Keys that follow from the principal ({@code aws:PrincipalArn},
 * {@code aws:PrincipalAccount}, {@code aws:PrincipalType}, {@code aws:username}) are added when the caller does not give them.
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
        addPrincipalKeys(principal, byLowerCase);
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
        return Optional.ofNullable(context.get(key.toLowerCase(Locale.ROOT)));
    }

    /** Whether it is not known whether the request has a key, and with which values. */
    boolean isOpen(String key) {
        if (!partial) {
            return false;
        }
        String name = key.toLowerCase(Locale.ROOT);
        return !context.containsKey(name) && !(isOfSigner(name) && principal instanceof Principal.Anonymous);
    }

    /** Whether only requests that are authorized with IAM have a key, given in lower case. Source: API Gateway developer guide. */
    private static boolean isOfSigner(String name) {
        return name.startsWith("aws:principal") || KEYS_OF_SIGNERS.contains(name);
    }

    private static void addPrincipalKeys(Principal principal, Map<String, List<String>> context) {
        principal.accountId().ifPresent(account -> context.putIfAbsent("aws:principalaccount", List.of(account)));
        switch (principal) {
            case Principal.Anonymous _ -> {}
            case Principal.User user -> {
                String resource = user.arn().resource();
                context.putIfAbsent("aws:principalarn", List.of(user.arn().toString()));
                context.putIfAbsent("aws:principaltype", List.of("User"));
                context.putIfAbsent("aws:username", List.of(resource.substring(resource.lastIndexOf('/') + 1)));
            }
            case Principal.AssumedRole session -> {
                context.putIfAbsent(
                        "aws:principalarn", List.of(session.roleArn().toString()));
                context.putIfAbsent("aws:principaltype", List.of("AssumedRole"));
                context.putIfAbsent("aws:username", List.of());
            }
            case Principal.Root root -> {
                context.putIfAbsent("aws:principalarn", List.of(root.describe()));
                context.putIfAbsent("aws:principaltype", List.of("Account"));
                context.putIfAbsent("aws:username", List.of());
            }
        }
    }
}
