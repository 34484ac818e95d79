// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request to decide. {@code action} is {@code service:Name}; {@code resource} an ARN, or {@code *} for actions that have none;
 * {@code context} holds the condition keys, without regard to letter case, each with its values. Keys that follow from the principal
 * ({@code aws:PrincipalArn}, {@code aws:PrincipalAccount}, {@code aws:PrincipalType}, {@code aws:username}) are added when the caller
 * does not give them.
 */
public record Request(String action, String resource, Principal principal, Map<String, List<String>> context) {

    public Request {
        Map<String, List<String>> byLowerCase = new LinkedHashMap<>();
        context.forEach((key, values) -> {
            if (byLowerCase.putIfAbsent(key.toLowerCase(Locale.ROOT), List.copyOf(values)) != null) {
                throw new IllegalArgumentException("context key given twice: " + key);
            }
        });
        addPrincipalKeys(principal, byLowerCase);
        context = Collections.unmodifiableMap(byLowerCase);
    }

    public Request(String action, String resource, Principal principal) {
        this(action, resource, principal, Map.of());
    }

    /** The values of a context key; empty when the key is not in the request. */
    public Optional<List<String>> contextValues(String key) {
        return Optional.ofNullable(context.get(key.toLowerCase(Locale.ROOT)));
    }

    private static void addPrincipalKeys(Principal principal, Map<String, List<String>> context) {
        principal.accountId().ifPresent(account -> context.putIfAbsent("aws:principalaccount", List.of(account)));
        switch (principal) {
            // API Gateway gives these keys only to requests that are authorized with IAM.
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
            }
            case Principal.Root root -> {
                context.putIfAbsent("aws:principalarn", List.of(root.describe()));
                context.putIfAbsent("aws:principaltype", List.of("Account"));
            }
        }
    }
}
