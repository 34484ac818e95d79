// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of our own Secret of a grant: a value under {@code r1}, {@code r2} and so on for every live revision, and its state in
 * annotations, also for users with kubectl. The annotations can be read without the values.
 */
final class OwnSecret {

    private static final String REVISION = "r[1-9][0-9]{0,8}";
    private static final String DOMAIN = ".apiaccess.dev/";
    private static final String ISSUED_AT = DOMAIN + "issued-at";
    private static final String KEY_ID = DOMAIN + "api-key-id";
    private static final String USABLE_AT = DOMAIN + "usable-at";
    private static final String PUBLISHED_AT = DOMAIN + "published-at";
    private static final String ROTATE_REQUEST = "apiaccess.dev/rotate-requested-at";
    private static final Pattern MARK = Pattern.compile("(" + REVISION + ")\\.apiaccess\\.dev/.*");

    /** One in force, and one that replaces it. Others added by hand get no keys. */
    private static final int MOST_REVISIONS = 2;

    private OwnSecret() {}

    /**
     * The content of a Secret, with the values in it; empty when it has none.
     *
     * @param kept where the value of a revision is kept when it is missing here or not shown
     */
    static Optional<KeyHistory> read(Secret secret, IntFunction<KeptValue> kept) {
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        var annotations = annotations(secret);
        var numbers = numbers(data, annotations);
        return numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeyHistory(
                        numbers.stream()
                                .map(number -> revision(
                                        number,
                                        decoded(data.get("r" + number))
                                                .<KeptValue>map(value -> value)
                                                .orElseGet(() -> kept.apply(number)),
                                        annotations))
                                .toList(),
                        Optional.ofNullable(annotations.get(ROTATE_REQUEST))));
    }

    private static NavigableSet<Integer> numbers(Map<String, String> data, Map<String, String> annotations) {
        var numbers = new TreeSet<Integer>();
        data.forEach((key, encoded) -> {
            if (key.matches(REVISION) && decoded(encoded).isPresent()) {
                numbers.add(Integer.parseInt(key.substring(1)));
            }
        });
        annotations.keySet().forEach(key -> {
            var mark = MARK.matcher(key);
            if (mark.matches()) {
                numbers.add(Integer.parseInt(mark.group(1).substring(1)));
            }
        });
        while (numbers.size() > MOST_REVISIONS) {
            numbers.pollFirst();
        }
        return numbers;
    }

    private static KeyRevision revision(int number, KeptValue value, Map<String, String> annotations) {
        var key = "r" + number;
        return new KeyRevision(
                number,
                value,
                instant(annotations.get(key + ISSUED_AT)),
                Optional.ofNullable(annotations.get(key + KEY_ID)),
                instant(annotations.get(key + USABLE_AT)),
                instant(annotations.get(key + PUBLISHED_AT)));
    }

    /** The value of a revision, empty when API Gateway would not take it. */
    static Optional<KeyValue> value(Secret secret, int number) {
        return secret.getData() == null
                ? Optional.empty()
                : decoded(secret.getData().get("r" + number));
    }

    /** The Secret with new content; fields of others stay. Values not in memory are left out. */
    static Secret write(Secret secret, KeyHistory history) {
        var data = new HashMap<>(Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()));
        var annotations = new HashMap<>(annotations(secret));
        data.keySet().removeIf(key -> key.matches(REVISION));
        annotations.keySet().removeIf(OwnSecret::ours);
        for (var one : history.revisions()) {
            var name = "r" + one.number();
            if (one.value() instanceof KeyValue value) {
                data.put(name, encoded(value.reveal()));
            }
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
        return text(encoded)
                .filter(text -> text.length() >= 20 && text.length() <= 128)
                .map(KeyValue::new);
    }

    /** The decoded text, empty when the input is not base64. */
    static Optional<String> text(@Nullable String encoded) {
        try {
            return Optional.ofNullable(encoded)
                    .map(one -> new String(Base64.getDecoder().decode(one), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whether an annotation is one of ours. */
    static boolean ours(String annotation) {
        return annotation.equals(ROTATE_REQUEST) || MARK.matcher(annotation).matches();
    }

    private static Map<String, String> annotations(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.of());
    }

    /** The instant in an annotation; a text edited by hand counts as unknown. */
    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
