// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.FixedSecret;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.kube.SecretRefusal;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keeps the values of a grant's keys: stored before AWS sees them, handed over, replaced by others. */
final class KeyHandover {

    private final KeyStore secrets;
    private final Predicate<String> terminating;
    private final Naming naming;
    private final Clock clock;
    private final FreshValues values;

    /** @param terminating whether a namespace is being deleted: nothing is rebuilt there */
    KeyHandover(KeyStore secrets, FreshValues values, Predicate<String> terminating, Naming naming, Clock clock) {
        this.secrets = secrets;
        this.values = values;
        this.terminating = terminating;
        this.naming = naming;
        this.clock = clock;
    }

    Naming naming() {
        return naming;
    }

    /** What is known to be stored, which may lag behind. */
    Optional<KeyHistory> known(ApiKeyGrant grant) {
        return secrets.stored(grant);
    }

    /**
     * Makes sure that a value is stored. When our Secret was deleted, the consumer's still has the value; when both are gone the
     * value is lost, and the key gets another one under the next revision.
     *
     * @return what is stored, or why nothing could be
     */
    Verdict<KeyHistory> store(ApiKeyGrant grant, KeyIntent intent, Observed.Key found) {
        return told(grant, () -> stored(grant, intent, found));
    }

    /** Changes what is stored; waiting when the Secret is not there any more. */
    Verdict<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change) {
        return told(
                grant,
                () -> secrets.change(grant, change)
                        .map(Verdict::wanted)
                        .orElseGet(() -> Verdict.waiting(
                                Reason.Pending,
                                "Secret "
                                        + KeySecrets.ownName(grant.getMetadata().getName())
                                        + " was deleted and is written anew")));
    }

    /** Writes the consumer's Secret, when it is not as it shall be already. In a terminating namespace nothing is. */
    Verdict<KeyRevision> publish(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        if (terminating.test(grant.getMetadata().getNamespace())) {
            return Verdict.wanted(revision);
        }
        return told(grant, () -> switch (secrets.publish(grant, revision.value(), keyId)) {
            case YES -> Verdict.wanted(revision);
            case FOREIGN ->
                Verdict.rejected(
                        Reason.SecretNotOwned,
                        "Secret " + grant.getSpec().secret().name()
                                + " exists and is not ours: choose another secret.name or delete it; it is left alone");
        });
    }

    /** A value for the next revision, empty when it cannot be had. */
    Optional<KeyValue> nextValue(ApiKeyGrant grant, KeyIntent intent) {
        return intent.imported().isPresent()
                ? intent.imported().flatMap(source -> secrets.source(grant, source))
                : Optional.of(values.next(
                        grant.getMetadata().getNamespace(), grant.getMetadata().getName()));
    }

    /** The value that the grant imports, empty when it imports none or there is none now. */
    Optional<KeyValue> imported(ApiKeyGrant grant, KeyIntent intent) {
        return intent.imported().flatMap(source -> secrets.source(grant, source));
    }

    /**
     * A number that no value of the grant ever had. AWS may hold a key that nobody has seen yet, whose value is lost; status knew of
     * its number before it was made.
     */
    static int nextNumber(ApiKeyGrant grant, int newest) {
        var status = grant.getStatus();
        var told = status == null ? null : status.revision();
        return Math.max(newest, told == null ? 0 : told) + 1;
    }

    private Verdict<KeyHistory> stored(ApiKeyGrant grant, KeyIntent intent, Observed.Key found) {
        var namespace = grant.getMetadata().getNamespace();
        var name = grant.getMetadata().getName();
        var held = secrets.held(grant);
        if (held.isPresent()) {
            return held(grant, held.get(), revisions(grant, found));
        }
        if (terminating.test(namespace)) {
            return Verdict.waiting(Reason.Pending, "the namespace is being deleted");
        }
        var first = handed(grant, found).or(() -> {
            var number = nextNumber(
                    grant,
                    revisions(grant, found).stream().max(Integer::compare).orElse(0));
            return nextValue(grant, intent).map(value -> KeyRevision.issued(number, value, clock.instant()));
        });
        if (first.isEmpty()) {
            return noSource(intent.imported().orElseThrow());
        }
        // The first key answers whatever was asked for before it was made.
        var history = KeyHistory.of(first.get()).withRotateRequest(Summaries.rotateRequestedAt(grant));
        return secrets.store(grant, history)
                .map(Verdict::wanted)
                .orElseGet(() -> Verdict.rejected(
                        Reason.SecretNotOwned,
                        "Secret " + KeySecrets.ownName(name)
                                + " exists and is not ours: rename or delete it, it is where the key is kept"));
    }

    /** The key that the consumer has, as far as it is in AWS: it works, whatever became of our own Secret. */
    private Optional<KeyRevision> handed(ApiKeyGrant grant, Observed.Key found) {
        var namespace = grant.getMetadata().getNamespace();
        var name = grant.getMetadata().getName();
        return secrets.handed(grant)
                .flatMap(handed -> found.existing().stream()
                        .filter(one -> handed.keyId().filter(one.id()::equals).isPresent())
                        .findFirst()
                        .flatMap(one -> naming.keyRevision(
                                        namespace, name, one.key().name())
                                .map(number -> new KeyRevision(
                                        number,
                                        handed.value(),
                                        Optional.of(clock.instant()),
                                        handed.keyId(),
                                        Optional.of(clock.instant()),
                                        Optional.of(clock.instant())))));
    }

    /**
     * A value that an earlier grant of the name left is used only when AWS still has its key: the cluster was restored then. After
     * a deletion it would bring back to life what somebody cut off.
     */
    private Verdict<KeyHistory> held(ApiKeyGrant grant, KeyStore.Held held, Set<Integer> inAws) {
        var known = held.history().revisions().stream().anyMatch(one -> inAws.contains(one.number()));
        var name = "Secret " + KeySecrets.ownName(grant.getMetadata().getName());
        return switch (held.owner()) {
            case GRANT -> Verdict.wanted(held.history());
            case NOBODY -> {
                if (known) {
                    secrets.own(grant);
                    yield Verdict.wanted(held.history());
                }
                // Retained or restored, its key would be there. What is not may be planted, to choose the value of a
                // key.
                yield Verdict.waiting(
                        Reason.SecretNotOwned,
                        name + " belongs to no grant and AWS has no key of it: rename or delete it, it is where the"
                                + " key is kept");
            }
            case EARLIER_GRANT -> {
                if (known) {
                    secrets.own(grant);
                    yield Verdict.wanted(held.history());
                }
                yield Verdict.waiting(
                        Reason.Pending,
                        name + " belongs to an earlier grant of this name: Kubernetes is deleting it; delete it"
                                + " yourself when it stays");
            }
        };
    }

    private static Verdict<KeyHistory> noSource(SecretKeyRef source) {
        return Verdict.waiting(
                Reason.TargetNotFound,
                "there is no value to import: Secret " + source.name() + " needs the label "
                        + Labels.KEY_SOURCE + ": \"" + Labels.KEY_SOURCE_VALUE
                        + "\" and 20 to 128 characters under " + source.key());
    }

    private Set<Integer> revisions(ApiKeyGrant grant, Observed.Key found) {
        return found.existing().stream()
                .flatMap(existing -> naming
                        .keyRevision(
                                grant.getMetadata().getNamespace(),
                                grant.getMetadata().getName(),
                                existing.key().name())
                        .stream())
                .collect(Collectors.toSet());
    }

    /** What Kubernetes refuses, in words for the owner of the grant. */
    private static <T> Verdict<T> told(ApiKeyGrant grant, Supplier<Verdict<T>> write) {
        try {
            return write.get();
        } catch (FixedSecret fixed) {
            return Verdict.rejected(Reason.SecretFixed, String.valueOf(fixed.getMessage()));
        } catch (KubernetesClientException e) {
            return refused(grant, e);
        }
    }

    /** @throws KubernetesClientException when it is no refusal, but trouble that passes */
    static <T> Verdict.Rejected<T> refused(ApiKeyGrant grant, KubernetesClientException e) {
        var refusal = SecretRefusal.of(e).orElseThrow(() -> e);
        var namespace = grant.getMetadata().getNamespace();
        return switch (refusal.cause()) {
            case TERMINATING -> new Verdict.Rejected<>(Reason.Pending, "the namespace is being deleted", true);
            case RIGHT ->
                new Verdict.Rejected<>(
                        Reason.SecretForbidden,
                        "the operator may not write Secrets in namespace " + namespace
                                + ": ask the platform team to add it to rbac.secrets.namespaces of the chart",
                        false);
            case QUOTA ->
                new Verdict.Rejected<>(
                        Reason.SecretForbidden,
                        "a ResourceQuota of namespace " + namespace + " leaves no room for the Secrets of the grant ("
                                + refusal.by()
                                + "): delete Secrets that nobody needs, or ask the platform team to raise it",
                        false);
            case ADMISSION ->
                new Verdict.Rejected<>(
                        Reason.SecretForbidden,
                        "the Secrets of the grant are refused in namespace " + namespace + " by " + refusal.by()
                                + ": ask the platform team to let the operator's Secrets pass;"
                                + " labels and annotations that it demands of yours go into spec.secret.template",
                        false);
        };
    }
}
