// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the value of a key: stored before AWS sees it, handed over when it works. */
final class KeyHandover {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 40;
    private static final int FORBIDDEN = 403;

    /** How far handing over has come. */
    sealed interface Step {
        /** AWS may not know the key everywhere yet. */
        record Settling(Instant usableAt, Duration left) implements Step {}

        record Foreign(String message) implements Step {}

        record Forbidden(String message) implements Step {}

        record Published(Instant usableAt) implements Step {}
    }

    private final KeySecrets secrets;
    private final Predicate<String> terminating;
    private final Naming naming;
    private final Duration settleTime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Sets up the life of key values.
     *
     * @param terminating whether a namespace is being deleted: nothing is rebuilt there
     * @param settleTime between a key being in its plans and being handed over
     */
    KeyHandover(KeySecrets secrets, Predicate<String> terminating, Naming naming, Duration settleTime, Clock clock) {
        this.secrets = secrets;
        this.terminating = terminating;
        this.naming = naming;
        this.settleTime = settleTime;
        this.clock = clock;
    }

    /**
     * Makes sure that a value is stored. When our Secret was deleted, the consumer's still has the value; when both are gone the
     * value is lost, and the key gets another one under the next revision.
     *
     * @return the revision, or why nothing could be stored
     */
    Verdict<Integer> store(ApiKeyGrant grant, Observed.Key found) {
        try {
            return stored(grant, found);
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            return Verdict.rejected(Reason.SecretForbidden, forbidden(grant));
        }
    }

    private Verdict<Integer> stored(ApiKeyGrant grant, Observed.Key found) {
        var namespace = grant.getMetadata().getNamespace();
        var name = grant.getMetadata().getName();
        var revisions = found.existing().stream()
                .flatMap(existing ->
                        naming.keyRevision(namespace, name, existing.key().name()).stream())
                .collect(Collectors.toSet());
        var held = secrets.held(grant);
        if (held.isPresent()) {
            return held(grant, held.get(), revisions);
        }
        if (terminating.test(namespace)) {
            return Verdict.waiting(Reason.Pending, "the namespace is being deleted");
        }
        int inAws = revisions.stream().max(Integer::compare).orElse(0);
        var left = secrets.published(grant).filter(_ -> inAws > 0);
        var revision = left.isPresent() ? inAws : inAws + 1;
        return secrets.store(grant, revision, left.orElseGet(this::generate))
                .map(now -> Verdict.wanted(now.revision()))
                .orElseGet(() -> Verdict.rejected(
                        Reason.SecretNotOwned,
                        "Secret " + KeySecrets.ownName(name)
                                + " exists and is not ours: rename or delete it, it is where the key is kept"));
    }

    /**
     * A value that an earlier grant of the name left is used only when AWS still has its key: the cluster was restored then. After
     * a deletion it would bring back to life what somebody cut off.
     */
    private Verdict<Integer> held(ApiKeyGrant grant, KeySecrets.Held held, Set<Integer> inAws) {
        var revision = held.stored().revision();
        return switch (held.owner()) {
            case GRANT -> Verdict.wanted(revision);
            case NOBODY -> {
                if (inAws.contains(revision)) {
                    secrets.own(grant);
                    yield Verdict.wanted(revision);
                }
                // Retained or restored, its key would be there. What is not may be planted, to choose the value of a
                // key.
                yield Verdict.waiting(
                        Reason.SecretNotOwned,
                        "Secret " + KeySecrets.ownName(grant.getMetadata().getName())
                                + " belongs to no grant and AWS has no key of it: rename or delete it, it is where the"
                                + " key is kept");
            }
            case EARLIER_GRANT -> {
                if (inAws.contains(revision)) {
                    secrets.own(grant);
                    yield Verdict.wanted(revision);
                }
                yield Verdict.waiting(
                        Reason.Pending,
                        "Secret " + KeySecrets.ownName(grant.getMetadata().getName())
                                + " belongs to an earlier grant of this name: Kubernetes is deleting it; delete it"
                                + " yourself when it stays");
            }
        };
    }

    /** Hands the key over when it has settled. */
    Step publish(ApiKeyGrant grant, String keyId) {
        try {
            return published(grant, keyId);
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            return new Step.Forbidden(forbidden(grant));
        }
    }

    private static String forbidden(ApiKeyGrant grant) {
        return "the operator may not write Secrets in namespace "
                + grant.getMetadata().getNamespace()
                + ": ask the platform team to add it to rbac.secrets.namespaces of the chart";
    }

    private Step published(ApiKeyGrant grant, String keyId) {
        var namespace = grant.getMetadata().getNamespace();
        var stored = secrets.stored(grant);
        var now = clock.instant();
        if (stored.isEmpty()) {
            return new Step.Settling(now, Duration.ofSeconds(1));
        }
        var noted = stored.get()
                .keyId()
                .filter(keyId::equals)
                .flatMap(_ -> stored.get().usableAt());
        if (noted.isEmpty()) {
            var usableAt = now.plus(settleTime);
            secrets.usableAt(grant, keyId, usableAt);
            return new Step.Settling(usableAt, settleTime);
        }
        if (noted.get().isAfter(now)) {
            return new Step.Settling(noted.get(), Duration.between(now, noted.get()));
        }
        if (terminating.test(namespace)) {
            return new Step.Published(noted.get());
        }
        return switch (secrets.publish(grant, stored.get().value(), keyId)) {
            case YES -> new Step.Published(noted.get());
            case FOREIGN ->
                new Step.Foreign("Secret " + grant.getSpec().secret().name()
                        + " exists and is not ours: choose another secret.name or delete it; it is left alone");
        };
    }

    @Nullable
    Integer revision(ApiKeyGrant grant) {
        return secrets.stored(grant).map(KeySecrets.Stored::revision).orElse(null);
    }

    /** 40 characters of 62, about 238 bits. */
    private KeyValue generate() {
        var text = new StringBuilder(LENGTH);
        for (var index = 0; index < LENGTH; index++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new KeyValue(text.toString());
    }
}
