// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The condition keys of a call: those that are given, those that follow from the caller, and whether the others are absent or not known. */
final class NaiveKeys {

    private final Map<String, List<String>> known = new HashMap<>();
    private final boolean partial;
    private final boolean anonymous;

    NaiveKeys(JsonNode with, boolean partial, NaiveCaller caller) {
        this.partial = partial;
        // Two keys that differ in letter case only are one.
        with.properties()
                .forEach(key -> known.computeIfAbsent(lower(key.getKey()), _ -> new ArrayList<>())
                        .addAll(texts(key.getValue())));
        anonymous = caller.kind() == NaiveCaller.Kind.ANONYMOUS;
        if (anonymous) {
            // Whatever was signed: nobody looks at it.
            known.keySet().removeIf(NaiveKeys::comesOfSignature);
        } else {
            known.putIfAbsent("aws:principalarn", List.of(caller.arn()));
            known.putIfAbsent("aws:principalaccount", List.of(caller.account()));
            known.putIfAbsent("aws:principaltype", List.of(type(caller.kind())));
        }
        if (caller.kind() == NaiveCaller.Kind.USER) {
            known.putIfAbsent("aws:username", List.of(caller.name()));
        } else {
            // Only users have one.
            known.putIfAbsent("aws:username", List.of());
        }
        known.put("aws:securetransport", List.of("true"));
    }

    /** The values of a key in any letter case; an empty list where it is absent, null where it is not known. */
    @Nullable
    List<String> values(String key) {
        List<String> values = known.get(lower(key));
        if (values != null) {
            return values;
        }
        return partial && !(anonymous && comesOfSignature(lower(key))) ? null : List.of();
    }

    /** Whether API Gateway has a key only where AWS_IAM is the authorization type. */
    private static boolean comesOfSignature(String key) {
        return key.startsWith("aws:principal")
                || key.startsWith("aws:multifactorauth")
                || key.equals("aws:tokenissuetime")
                || key.equals("aws:userid")
                || key.equals("aws:username");
    }

    private static String type(NaiveCaller.Kind kind) {
        return switch (kind) {
            case USER -> "User";
            case ROLE -> "AssumedRole";
            case ROOT -> "Account";
            case ANONYMOUS -> throw new IllegalArgumentException("an anonymous caller has no type");
        };
    }

    private static List<String> texts(JsonNode value) {
        if (!value.isArray()) {
            return List.of(value.asText());
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.asText()));
        return List.copyOf(texts);
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
