// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.kube.KeyStore.Published;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The consumers' Secrets, and which of them are up to date. A value is handed over only when AWS is known to have it; where that is not
 * known, both of a grant's Secrets are compared at the next sweep of the account.
 */
final class HandedSecrets {

    private static final int NOT_FOUND = 404;

    /**
     * Proof that the consumer's Secret is up to date: while none of these change, it is not read again.
     *
     * @param generation of the grant, whose template it follows
     */
    private record Right(
            ProvenValues.Version consumer, ProvenValues.Version own, long generation, int number, String keyId) {}

    private final SecretReads reads;
    private final ProvenValues proven;
    private final BiConsumer<String, String> changed;
    private final Map<String, Right> right = new ConcurrentHashMap<>();
    /** Knowledge of the values in consumers' Secrets, by the names of our own. */
    private final ProvenValues handed = new ProvenValues();

    private final Map<String, ApiKeyGrant> asked = new ConcurrentHashMap<>();

    /**
     * Starts without any Secret handed over.
     *
     * @param proven knowledge of the values in our own Secrets
     * @param changed called with namespace and grant when a comparison had a result
     */
    HandedSecrets(SecretReads reads, ProvenValues proven, BiConsumer<String, String> changed) {
        this.reads = reads;
        this.proven = proven;
        this.changed = changed;
    }

    /** Names of our own Secrets remembered here. */
    Stream<String> names() {
        return Stream.of(right.keySet(), asked.keySet(), handed.names()).flatMap(Set::stream);
    }

    void forget(String own) {
        asked.remove(own);
        right.remove(own);
        handed.forget(own);
    }

    /** What the consumer's Secret of a grant holds; empty without such a Secret. */
    Optional<KeyStore.Handed> by(ApiKeyGrant grant) {
        var namespace = grant.getMetadata().getNamespace();
        return consumers(grant)
                .flatMap(_ -> reads.read(namespace, grant.getSpec().secret().name()))
                .filter(secret -> GrantSecrets.isOurs(secret, grant) && secret.getData() != null)
                .flatMap(secret -> ConsumerSecret.value(secret, grant)
                        .map(value -> new KeyStore.Handed(value, ConsumerSecret.keyId(secret, grant))));
    }

    /** The other grant to which a Secret belongs; empty when it belongs to none. */
    Optional<String> grantOf(ApiKeyGrant grant, String secret) {
        return reads.read(grant.getMetadata().getNamespace(), secret)
                .map(GrantSecrets::labelsOf)
                .filter(labels -> Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY)))
                .map(labels -> labels.get(Labels.GRANT))
                .filter(name -> !name.equals(grant.getMetadata().getName()));
    }

    void toBeCompared(ApiKeyGrant grant) {
        asked.put(GrantSecrets.key(grant), grant);
    }

    /** Whether the consumer's Secret is known to be as desired, without reading it. */
    boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        var own = reads.seenOwn(grant);
        var known = right.get(GrantSecrets.key(grant));
        return known != null
                && known.equals(right(consumers(grant), own, grant, revision, keyId))
                && own.filter(secret -> differs(secret, grant, revision)).isEmpty();
    }

    private Optional<Secret> consumers(ApiKeyGrant grant) {
        return reads.seen(
                grant.getMetadata().getNamespace(), grant.getSpec().secret().name());
    }

    /** Hands a key over, see {@link KeyStore#publish}. */
    Published publish(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        if (isHandedOver(grant, revision, keyId)) {
            return Published.YES;
        }
        var own = reads.readOwn(grant).filter(secret -> GrantSecrets.isOurs(secret, grant));
        var value = own.flatMap(secret -> OwnSecret.value(secret, revision.number()));
        if (own.isEmpty() || value.isEmpty()) {
            return Published.NO_VALUE;
        }
        var wanted = ConsumerSecret.of(grant, value.get(), keyId);
        var found = reads.read(
                grant.getMetadata().getNamespace(), grant.getSpec().secret().name());
        if (found.isPresent() && !GrantSecrets.isOurs(found.get(), grant)) {
            return Published.FOREIGN;
        }
        var other = found.filter(_ -> revision.publishedAt().isPresent())
                .filter(secret -> ConsumerSecret.value(secret, grant)
                        .filter(has -> !has.equals(value.get()))
                        .isPresent());
        if (differs(own.get(), grant, revision)) {
            return revision.publishedAt().isEmpty()
                    ? Published.OWN_DIFFERS
                    : other.filter(secret -> ConsumerSecret.keyId(secret, grant)
                                    .filter(keyId::equals)
                                    .isPresent())
                            .map(secret -> whichDiffers(secret, grant, revision, keyId))
                            .orElse(Published.BOTH_DIFFER);
        }
        if ((found.isEmpty() || ConsumerSecret.changesKey(found.get(), wanted))
                && !proven.isKnown(
                        GrantSecrets.key(grant), ProvenValues.Version.of(own.get()), revision.number(), keyId)) {
            toBeCompared(grant);
            return other.isPresent() ? Published.NOT_COMPARED : Published.NOT_KNOWN;
        }
        if (found.isEmpty() || !ConsumerSecret.same(found.get(), wanted)) {
            found = Optional.of(found.isEmpty() ? created(wanted) : applied(found.get(), wanted));
        }
        var now = right(found, own, grant, revision, keyId);
        if (now != null) {
            right.put(GrantSecrets.key(grant), now);
        }
        return Published.YES;
    }

    private boolean differs(Secret own, ApiKeyGrant grant, KeyRevision revision) {
        return proven.differs(GrantSecrets.key(grant), ProvenValues.Version.of(own), revision.number());
    }

    /** Result when our own Secret does not hold the value that AWS has: does the consumer's? */
    private Published whichDiffers(Secret consumer, ApiKeyGrant grant, KeyRevision revision, String keyId) {
        var version = ProvenValues.Version.of(consumer);
        if (handed.isKnown(GrantSecrets.key(grant), version, revision.number(), keyId)) {
            return Published.OWN_DIFFERS;
        }
        if (handed.differs(GrantSecrets.key(grant), version, revision.number())) {
            return Published.BOTH_DIFFER;
        }
        toBeCompared(grant);
        return Published.NOT_COMPARED;
    }

    private static @Nullable Right right(
            Optional<Secret> consumer, Optional<Secret> own, ApiKeyGrant grant, KeyRevision revision, String keyId) {
        return consumer.isEmpty() || own.isEmpty()
                ? null
                : new Right(
                        ProvenValues.Version.of(consumer.get()),
                        ProvenValues.Version.of(own.get()),
                        Objects.requireNonNullElse(grant.getMetadata().getGeneration(), 0L),
                        revision.number(),
                        keyId);
    }

    /** Creates the Secret; fails when one of that name was created meanwhile. */
    private Secret created(Secret wanted) {
        var text = reads.client()
                .raw(
                        "/api/v1/namespaces/" + wanted.getMetadata().getNamespace() + "/secrets?fieldManager="
                                + SecretFields.MANAGER,
                        "POST",
                        wanted);
        if (text == null) {
            throw new KubernetesClientException(
                    "namespace " + wanted.getMetadata().getNamespace() + " is not there", NOT_FOUND, null);
        }
        return reads.client().getKubernetesSerialization().unmarshal(text, Secret.class);
    }

    /** Applies our fields and leaves those of others. Only the version that was read is changed. */
    private Secret applied(Secret found, Secret wanted) {
        if (ConsumerSecret.fixed(found, wanted)) {
            throw new FixedSecret(found);
        }
        var base = SecretFields.isEarlier(found)
                ? reads.client().resource(SecretFields.handedOver(found)).update()
                : found;
        wanted.getMetadata().setResourceVersion(base.getMetadata().getResourceVersion());
        return reads.client()
                .resource(wanted)
                .fieldManager(SecretFields.MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /** Values of a grant to compare, see {@link KeySecrets#toCompare}. */
    List<KeySecrets.ToCompare> toCompare(
            String namespace, String grant, KeyHistory history, Secret seen, String keyId, BooleanSupplier more) {
        var own = GrantSecrets.key(seen);
        var number = numberOf(history, keyId);
        var waits = asked.get(own);
        if (number.isEmpty()) {
            return List.of();
        }
        var decided = proven.isDecided(own, ProvenValues.Version.of(seen), number.get());
        if (waits == null && (decided || !more.getAsBoolean())) {
            return List.of();
        }
        var stored = decided
                ? Optional.<KeySecrets.ToCompare>empty()
                : reads.readOrNone(namespace, GrantSecrets.ownName(grant))
                        .flatMap(secret -> OwnSecret.value(secret, number.get())
                                .map(value -> new KeySecrets.ToCompare(value, same -> {
                                    proven.compared(own, ProvenValues.Version.of(secret), number.get(), keyId, same);
                                    // The grant that waited for it hands the value over now.
                                    if (asked.remove(own) != null || !same) {
                                        changed.accept(namespace, grant);
                                    }
                                })));
        return Stream.concat(
                        stored.stream(), waits == null ? Stream.of() : consumers(waits, number.get(), keyId).stream())
                .toList();
    }

    /** The consumer's value for the id of a key: our own Secret may be the wrong one. */
    private Optional<KeySecrets.ToCompare> consumers(ApiKeyGrant grant, int number, String keyId) {
        var namespace = grant.getMetadata().getNamespace();
        var own = GrantSecrets.key(grant);
        return reads.readOrNone(namespace, grant.getSpec().secret().name())
                .filter(secret -> GrantSecrets.isOurs(secret, grant)
                        && ConsumerSecret.keyId(secret, grant)
                                .filter(keyId::equals)
                                .isPresent())
                .flatMap(secret -> ConsumerSecret.value(secret, grant)
                        .map(value -> new KeySecrets.ToCompare(value, same -> {
                            handed.compared(own, ProvenValues.Version.of(secret), number, keyId, same);
                            asked.remove(own);
                            changed.accept(namespace, grant.getMetadata().getName());
                        })));
    }

    private static Optional<Integer> numberOf(KeyHistory history, String keyId) {
        return history.revisions().stream()
                .filter(one -> one.keyId().filter(keyId::equals).isPresent())
                .map(KeyRevision::number)
                .findFirst();
    }
}
