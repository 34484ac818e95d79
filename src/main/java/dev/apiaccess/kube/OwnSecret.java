// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form of our own Secret of a grant: a value under {@code r1}, {@code r2} and so on for every revision that is alive, and what
 * is known of each in annotations, for people with kubectl too.
 */
final class OwnSecret {

    private static final String REVISION = "r[1-9][0-9]{0,8}";
    private static final String DOMAIN = ".apiaccess.dev/";
    private static final String ISSUED_AT = DOMAIN + "issued-at";
    private static final String KEY_ID = DOMAIN + "api-key-id";
    private static final String USABLE_AT = DOMAIN + "usable-at";
    private static final String PUBLISHED_AT = DOMAIN + "published-at";
    private static final String ROTATE_REQUEST = "apiaccess.dev/rotate-requested-at";

    private OwnSecret() {}

    /** What a Secret holds, empty when that is nothing. */
    static Optional<KeyHistory> read(Secret secret) {
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        var annotations = annotations(secret);
        var revisions = new ArrayList<KeyRevision>();
        data.forEach((key, encoded) -> {
            if (key.matches(REVISION)) {
                decoded(encoded)
                        .ifPresent(value -> revisions.add(new KeyRevision(
                                Integer.parseInt(key.substring(1)),
                                value,
                                instant(annotations.get(key + ISSUED_AT)),
                                Optional.ofNullable(annotations.get(key + KEY_ID)),
                                instant(annotations.get(key + USABLE_AT)),
                                instant(annotations.get(key + PUBLISHED_AT)))));
            }
        });
        return revisions.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeyHistory(revisions, Optional.ofNullable(annotations.get(ROTATE_REQUEST))));
    }

    /** The Secret with another content; what others added stays. */
    static Secret write(Secret secret, KeyHistory history) {
        var data = new HashMap<>(Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()));
        var annotations = new HashMap<>(annotations(secret));
        data.keySet().removeIf(key -> key.matches(REVISION));
        annotations.keySet().removeIf(OwnSecret::ours);
        for (var one : history.revisions()) {
            var name = "r" + one.number();
            data.put(name, encoded(one.value().reveal()));
            one.issuedAt().ifPresent(at -> annotations.put(name + ISSUED_AT, at.toString()));
            one.keyId().ifPresent(id -> annotations.put(name + KEY_ID, id));
            one.usableAt().ifPresent(at -> annotations.put(name + USABLE_AT, at.toString()));
            one.publishedAt().ifPresent(at -> annotations.put(name + PUBLISHED_AT, at.toString()));
        }
        history.rotateRequest().ifPresent(request -> annotations.put(ROTATE_REQUEST, request));
        return new SecretBuilder(secret)
                .withData(data)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value of a length that API Gateway takes, empty when it is none. */
    static Optional<KeyValue> decoded(@Nullable String encoded) {
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return text.length() < 20 || text.length() > 128 ? Optional.empty() : Optional.of(new KeyValue(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean ours(String annotation) {
        return annotation.matches(REVISION + "\\.apiaccess\\.dev/.*") || annotation.equals(ROTATE_REQUEST);
    }

    private static Map<String, String> annotations(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.of());
    }

    /** What somebody wrote there by hand counts as not known. */
    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
