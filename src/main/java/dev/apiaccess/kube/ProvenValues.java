// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the values in our Secrets: which it made, and which AWS was seen to have. It relies on resource versions,
 * which every change moves, and keeps nothing derived from a value. After a change by others nothing is known.
 */
final class ProvenValues {

    /** One version of one Secret. */
    record Version(String uid, String number) {

        static Version of(Secret secret) {
            var meta = secret.getMetadata();
            return new Version(
                    Objects.requireNonNullElse(meta.getUid(), ""),
                    Objects.requireNonNullElse(meta.getResourceVersion(), ""));
        }
    }

    /**
     * Knowledge of one Secret.
     *
     * @param at the version it applies to
     * @param made numbers of the values made by this process that no key had yet
     * @param ids ids of the keys that AWS showed to have the value, by number
     * @param differing numbers of the values whose key AWS showed to have another one
     * @param read the version read last
     */
    private record Known(
            Version at, Set<Integer> made, Map<Integer, String> ids, Set<Integer> differing, Version read) {

        static Known nothing(Version at) {
            return new Known(at, Set.of(), Map.of(), Set.of(), at);
        }

        Known read(Version version) {
            return new Known(at, made, ids, differing, version);
        }

        Known moved(Version to) {
            return new Known(to, made, ids, differing, read.equals(at) ? to : read);
        }

        Known made(int number) {
            var more = new HashSet<>(made);
            more.add(number);
            return new Known(at, Set.copyOf(more), ids, differing, read);
        }

        Known has(int number, String id) {
            var more = new HashMap<>(ids);
            more.put(number, id);
            return new Known(at, without(made, number), Map.copyOf(more), without(differing, number), read);
        }

        Known differs(int number) {
            var fewer = new HashMap<>(ids);
            fewer.remove(number);
            var more = new HashSet<>(differing);
            more.add(number);
            return new Known(at, without(made, number), Map.copyOf(fewer), Set.copyOf(more), read);
        }

        private static Set<Integer> without(Set<Integer> numbers, int number) {
            var fewer = new HashSet<>(numbers);
            fewer.remove(number);
            return Set.copyOf(fewer);
        }
    }

    private final Map<String, Known> secrets = new ConcurrentHashMap<>();

    /** Records our write of a Secret over the version that was read. */
    void wrote(String secret, @Nullable Secret before, Secret after) {
        var version = Version.of(after);
        secrets.compute(
                secret,
                (_, known) -> known != null && before != null && known.at().equals(Version.of(before))
                        ? known.moved(version)
                        : Known.nothing(version).read(known == null ? version : known.read()));
    }

    /** Records that this process made the value of a number just written. */
    void made(String secret, int number) {
        secrets.computeIfPresent(secret, (_, known) -> known.made(number));
    }

    /** Records that a value was read for the call that creates its key. */
    void read(String secret, Version version) {
        secrets.compute(secret, (_, known) -> (known == null ? Known.nothing(version) : known).read(version));
    }

    /** Records that AWS has a key with the value read last. */
    void created(String secret, int number, String id) {
        secrets.computeIfPresent(
                secret,
                (_, known) -> (known.at().equals(known.read()) ? known : Known.nothing(known.read())).has(number, id));
    }

    /** Records a comparison of the value of a key in AWS with that of a version. */
    void compared(String secret, Version version, int number, String id, boolean same) {
        secrets.compute(secret, (_, known) -> {
            var base = known != null && known.at().equals(version) ? known : Known.nothing(version);
            return same ? base.has(number, id) : base.differs(number);
        });
    }

    boolean isMade(String secret, Version version, int number) {
        return at(secret, version)
                .filter(known -> known.made().contains(number))
                .isPresent();
    }

    /** Whether this process made the value, as far as is known without a read. */
    boolean mayBeMade(String secret, int number) {
        var known = secrets.get(secret);
        return known != null && known.made().contains(number);
    }

    boolean isKnown(String secret, Version version, int number, String id) {
        return at(secret, version)
                .filter(known -> id.equals(known.ids().get(number)))
                .isPresent();
    }

    boolean differs(String secret, Version version, int number) {
        return at(secret, version)
                .filter(known -> known.differing().contains(number))
                .isPresent();
    }

    /** Whether this process made the value or AWS was seen to have it. */
    boolean isProven(String secret, Version version, int number) {
        return at(secret, version)
                .filter(known -> known.made().contains(number) || known.ids().containsKey(number))
                .isPresent();
    }

    /** Whether a comparison has decided the value of a number in this version. */
    boolean isDecided(String secret, Version version, int number) {
        return at(secret, version)
                .filter(known ->
                        known.ids().containsKey(number) || known.differing().contains(number))
                .isPresent();
    }

    Set<String> names() {
        return Set.copyOf(secrets.keySet());
    }

    void forget(String secret) {
        secrets.remove(secret);
    }

    private Optional<Known> at(String secret, Version version) {
        return Optional.ofNullable(secrets.get(secret))
                .filter(known -> known.at().equals(version));
    }
}
