// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.rotation.KeyStep;
import dev.apiaccess.rotation.KeySteps;
import dev.apiaccess.status.StoredKeys;
import dev.apiaccess.status.Summaries;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@link StoredKeys} as the Secrets have them. */
public final class KeysInSecrets implements StoredKeys {

    /** A lost value. */
    private static final KeptValue LOST = Optional::empty;

    private static final int MOST_AHEAD = 16;

    private final KeyStore secrets;
    private final Predicate<String> terminating;
    private final Naming naming;
    private final Clock clock;

    /** @param terminating whether a namespace is being deleted, where nothing is recreated */
    public KeysInSecrets(KeyStore secrets, Predicate<String> terminating, Naming naming, Clock clock) {
        this.secrets = secrets;
        this.terminating = terminating;
        this.naming = naming;
        this.clock = clock;
    }

    @Override
    public Optional<KeyHistory> seen(ApiKeyGrant grant) {
        return secrets.stored(grant);
    }

    @Override
    public Kept of(ApiKeyGrant grant, KeyIntent intent, Observed.Key found, Observed.Key all) {
        return StoredKeys.kept(SecretRefusals.told(
                grant, () -> Verdict.wanted(kept(grant, intent, found, revisions(grant, all)))));
    }

    private Kept kept(ApiKeyGrant grant, KeyIntent intent, Observed.Key found, Set<Integer> named) {
        var held = secrets.held(grant);
        if (held.isPresent()) {
            return held(grant, intent, held.get(), revisions(grant, found), named);
        }
        if (terminating.test(grant.getMetadata().getNamespace())) {
            return waiting("the namespace is being deleted");
        }
        var left = handed(grant, found);
        if (left.isPresent()) {
            // It is the key from before: later requests are still to be done.
            return new Kept.Missing(new KeyStep.Restore(left.get(), met(grant)), Optional.empty());
        }
        var number = KeySteps.nextNumber(
                revisions(grant, found).stream().max(Integer::compare).orElse(0), StoredKeys.told(grant));
        // A new key satisfies every request made before it.
        var request = Summaries.rotateRequestedAt(grant);
        if (intent.imported().isEmpty()) {
            return first(new KeyStep.Store(number, Optional.empty(), lost(grant, found, number), request));
        }
        var source = secrets.source(grant, intent.imported().get());
        return source instanceof KeyStore.Source.Value(var value)
                // AWS takes a value once: the key that may have it is removed first.
                ? first(new KeyStep.Store(number, Optional.of(value), Optional.empty(), request))
                : new Kept.Refused(SecretRefusals.noSource(intent.imported().get(), source));
    }

    private static Kept first(KeyStep.Store store) {
        return new Kept.Missing(store, Optional.empty());
    }

    private static Kept waiting(String message) {
        return new Kept.Refused(new Verdict.Rejected<>(Reason.Pending, message, true));
    }

    /**
     * A value left by an earlier grant of the name is used only when AWS still has its key: then the cluster was restored. After a deletion
     * it would revive revoked access.
     */
    private Kept held(ApiKeyGrant grant, KeyIntent intent, KeyStore.Held held, Set<Integer> inAws, Set<Integer> named) {
        var history = held.history();
        var newest = history.newest().number();
        var known = history.revisions().stream().anyMatch(one -> inAws.contains(one.number()));
        return switch (held.owner()) {
            case GRANT ->
                !isPlanted(grant, intent, history, inAws)
                        ? new Kept.Known(history)
                        : named.contains(newest)
                                // Made by a process that ended before it noted the id, or by others.
                                ? waiting("the tags of the API key with the newest name are being read: is it ours?")
                                : new Kept.Missing(
                                        new KeyStep.Distrust(
                                                newest, KeySteps.nextNumber(newest, told(grant, history, named))),
                                        Optional.of(history));
            case NOBODY -> known ? left(history) : new Kept.Refused(SecretRefusals.ofNobody(grant));
            case EARLIER_GRANT -> known ? left(history) : new Kept.Refused(SecretRefusals.ofEarlierGrant(grant));
        };
    }

    private static Kept left(KeyHistory history) {
        return new Kept.Missing(new KeyStep.Adopt(), Optional.of(history));
    }

    /**
     * Whether a value may have been planted: no key has it, it was never handed over, and this process did not make it. A process that
     * ended between storing a value and creating its key leaves one too. Grants that may import values may choose them.
     */
    private boolean isPlanted(ApiKeyGrant grant, KeyIntent intent, KeyHistory history, Set<Integer> inAws) {
        var newest = history.newest();
        return !intent.tenant().may().contains(Permission.ImportKey)
                && !inAws.contains(newest.number())
                && !StoredKeys.isServed(grant, newest.number())
                && !secrets.proven(grant, newest.number());
    }

    @Override
    public int told(ApiKeyGrant grant, KeyHistory history, Observed.Key all) {
        return told(grant, history, revisions(grant, all));
    }

    private static int told(ApiKeyGrant grant, KeyHistory history, Set<Integer> named) {
        var told = StoredKeys.told(grant);
        var most = Math.max(history.newest().number(), told) + MOST_AHEAD;
        return named.stream().filter(number -> number <= most).reduce(told, Math::max);
    }

    @Override
    public boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        return terminating.test(grant.getMetadata().getNamespace()) || secrets.isHandedOver(grant, revision, keyId);
    }

    @Override
    public Optional<KeptValue> instead(ApiKeyGrant grant, KeyIntent intent, KeyRevision newest) {
        try {
            return intent.imported()
                    .map(source -> secrets.sourceAgainst(grant, source, newest.number()))
                    .flatMap(source ->
                            source instanceof KeyStore.Source.Value(var value) ? Optional.of(value) : Optional.empty());
        } catch (KubernetesClientException _) {
            // The key in force stays, and the next pass asks again.
            return Optional.empty();
        }
    }

    /** The last rotation request that was followed, by status. */
    private static Optional<String> met(ApiKeyGrant grant) {
        var status = grant.getStatus();
        return status == null ? Summaries.rotateRequestedAt(grant) : Optional.ofNullable(status.rotateRequestedAt());
    }

    /** The consumer's key, as far as it is in AWS: it works whatever happened to our own Secret. */
    private Optional<KeyRevision> handed(ApiKeyGrant grant, Observed.Key found) {
        return secrets.handed(grant)
                .flatMap(handed -> found.existing().stream()
                        .filter(one -> handed.keyId().filter(one.id()::equals).isPresent())
                        .findFirst()
                        .flatMap(one -> revision(grant, one)
                                .map(number -> new KeyRevision(
                                        number,
                                        handed.value(),
                                        Optional.of(issuedAt(grant, number)),
                                        handed.keyId(),
                                        Optional.of(clock.instant()),
                                        Optional.of(clock.instant())))));
    }

    /** When a value was made, by status, else now: rewriting the Secret makes no key younger. */
    private Instant issuedAt(ApiKeyGrant grant, int number) {
        var status = grant.getStatus();
        var rotation = status == null || !Objects.equals(status.revision(), number) ? null : status.rotation();
        var told = rotation == null ? null : rotation.issuedAt();
        try {
            return told == null ? clock.instant() : Instant.parse(told);
        } catch (DateTimeException _) {
            return clock.instant();
        }
    }

    /**
     * The key whose value was lost with both Secrets: its consumers use it until they have the next one.
     *
     * @param number of the next one
     */
    private Optional<KeyRevision> lost(ApiKeyGrant grant, Observed.Key found, int number) {
        return found.existing().stream()
                .filter(one -> one.key().enabled() && !one.key().planIds().isEmpty() && isTold(grant, one.id()))
                .flatMap(one -> revision(grant, one).filter(old -> old < number).stream()
                        .map(old -> new KeyRevision(
                                old,
                                LOST,
                                Optional.of(clock.instant()),
                                Optional.of(one.id()),
                                Optional.empty(),
                                Optional.empty())))
                .max(Comparator.comparingInt(KeyRevision::number));
    }

    /** Whether status names a key as the grant's: a name alone proves nothing. */
    private static boolean isTold(ApiKeyGrant grant, String id) {
        var status = grant.getStatus();
        return status != null
                && (id.equals(status.apiKeyId())
                        || (status.rotation() != null
                                && id.equals(status.rotation().previousApiKeyId())));
    }

    private Optional<Integer> revision(ApiKeyGrant grant, ExistingKey existing) {
        return naming.keyRevision(
                grant.getMetadata().getNamespace(),
                grant.getMetadata().getName(),
                existing.key().name());
    }

    private Set<Integer> revisions(ApiKeyGrant grant, Observed.Key found) {
        return found.existing().stream()
                .flatMap(existing -> revision(grant, existing).stream())
                .collect(Collectors.toSet());
    }
}
