// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.FixedSecret;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.kube.SecretRefusal;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.rotation.KeyLife;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keeps the values of a grant's keys: stored before AWS sees them, handed over, replaced by others. */
final class KeyHandover {

    /** A value that nobody knows any more. */
    private static final KeptValue LOST = Optional::empty;

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
    Verdict<KeyHistory> store(ApiKeyGrant grant, KeyIntent intent, Observed.Key all) {
        return told(grant, () -> stored(grant, intent, all.proven(), revisions(grant, all)));
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
        return told(grant, () -> switch (secrets.publish(grant, revision, keyId)) {
            case YES -> Verdict.wanted(revision);
            case FOREIGN -> foreign(grant);
            case NO_VALUE ->
                Verdict.waiting(
                        Reason.Pending,
                        "Secret " + KeySecrets.ownName(grant.getMetadata().getName()) + " has no value under r"
                                + revision.number() + ": delete it, it is written anew");
            case NOT_KNOWN ->
                new Verdict.Rejected<>(
                        // What is known of our own Secret may lag behind; what the consumer was given goes on.
                        isServed(grant, revision.number()) ? Reason.ValueDiffers : Reason.Pending,
                        "the value of API key " + keyId + " is compared with the one in AWS at the next look at the"
                                + " account, and handed over then",
                        true);
            case NOT_COMPARED ->
                // Not told by the reason: whether anything differs from AWS is what is not known.
                new Verdict.Rejected<>(
                        Reason.ValueDiffers,
                        "Secrets " + KeySecrets.ownName(grant.getMetadata().getName()) + " and "
                                + grant.getSpec().secret().name() + " hold different values for API key " + keyId
                                + ": both are compared with the one in AWS at the next look at the account",
                        true);
            case OWN_DIFFERS -> differs(grant, revision, keyId);
            case BOTH_DIFFER -> bothDiffer(grant, keyId);
        });
    }

    /** Nobody has a key that was never handed over: another takes its place. What a consumer has stays. */
    private Verdict<KeyRevision> differs(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        var own = KeySecrets.ownName(grant.getMetadata().getName());
        var given = revision.publishedAt().isPresent() || isServed(grant, revision.number());
        if (given || grant.getSpec().valueFrom() != null) {
            return Verdict.rejected(
                    Reason.ValueDiffers,
                    "Secret " + own + " holds another value than API key " + keyId + " has in AWS; Secret "
                            + grant.getSpec().secret().name()
                            + (given ? " has the right one" : " stays as it is")
                            + ": delete Secret " + own + ", it is written anew");
        }
        // What is known of the Secret may lag: whether somebody has the key is asked of the Secret itself.
        replaced(grant, revision.number(), newest -> newest.publishedAt().isEmpty());
        return Verdict.waiting(
                Reason.Pending,
                "Secret " + own + " held another value than API key " + keyId + " has in AWS: another key is made");
    }

    private static Verdict<KeyRevision> bothDiffer(ApiKeyGrant grant, String keyId) {
        var own = KeySecrets.ownName(grant.getMetadata().getName());
        var consumers = grant.getSpec().secret().name();
        return Verdict.rejected(
                Reason.ValueDiffers,
                "neither Secret " + consumers + " nor Secret " + own + " holds the value that API key " + keyId
                        + " has in AWS: delete Secret " + consumers + " and then Secret " + own
                        + ", another key is made; this one goes on working until that is handed over");
    }

    /** Another value takes the place of the newest, which nobody has. */
    private Optional<KeyHistory> replaced(ApiKeyGrant grant, int number, Predicate<KeyRevision> may) {
        var next = nextNumber(grant, number);
        var changed = secrets.change(
                grant,
                one -> one.newest().number() == number && may.test(one.newest())
                        ? one.insteadOfNewest(KeyRevision.issued(next, values.next(), clock.instant()))
                        : one);
        changed.filter(one -> one.newest().number() == next).ifPresent(_ -> secrets.made(grant, next));
        return changed;
    }

    private Verdict<KeyRevision> foreign(ApiKeyGrant grant) {
        var name = grant.getSpec().secret().name();
        return Verdict.rejected(
                Reason.SecretNotOwned,
                secrets.grantOf(grant, name)
                        .map(other -> "Secret " + name + " belongs to ApiKeyGrant " + other
                                + ", and is left alone: delete one of the two grants, and make it anew with"
                                + " another spec.secret.name, which cannot be changed")
                        .orElse("Secret " + name
                                + " exists and is not of this grant: delete the Secret when nobody needs it, or make the grant anew with"
                                + " another spec.secret.name, which cannot be changed"));
    }

    /** A value for the next revision, empty when it cannot be had. */
    Optional<KeyValue> nextValue(ApiKeyGrant grant, KeyIntent intent) {
        return intent.imported().isEmpty()
                ? Optional.of(values.next())
                : secrets.source(grant, intent.imported().get()) instanceof KeyStore.Source.Value(var value)
                        ? Optional.of(value)
                        : Optional.empty();
    }

    /** What the grant imports instead of the newest value; the same when it imports none, or none can be read now. */
    KeyStore.Source instead(ApiKeyGrant grant, KeyIntent intent, KeyRevision newest) {
        try {
            return intent.imported()
                    .map(source -> secrets.sourceAgainst(grant, source, newest.number()))
                    .orElseGet(KeyStore.Source.Same::new);
        } catch (KubernetesClientException _) {
            // The key in force goes on, and the next pass asks again.
            return new KeyStore.Source.Same();
        }
    }

    /** Notes that the value of a revision which was just stored was made here, where the grant imports none. */
    void made(ApiKeyGrant grant, KeyIntent intent, int number) {
        if (intent.imported().isEmpty()) {
            secrets.made(grant, number);
        }
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

    /**
     * @param found what is proven to be ours
     * @param named numbers of everything in AWS that bears a name of this grant
     */
    private Verdict<KeyHistory> stored(ApiKeyGrant grant, KeyIntent intent, Observed.Key found, Set<Integer> named) {
        var namespace = grant.getMetadata().getNamespace();
        var held = secrets.held(grant);
        if (held.isPresent()) {
            return held(grant, intent, held.get(), revisions(grant, found), named);
        }
        if (terminating.test(namespace)) {
            return Verdict.waiting(Reason.Pending, "the namespace is being deleted");
        }
        var left = handed(grant, found);
        if (left.isPresent()) {
            // Whoever may edit the consumer's Secret may have put it there.
            secrets.toBeCompared(grant);
            // It is the key that there was: what was asked for since is still to be done.
            return stored(grant, KeyHistory.of(left.get()), met(grant));
        }
        var number = nextNumber(
                grant, revisions(grant, found).stream().max(Integer::compare).orElse(0));
        if (intent.imported().isPresent()) {
            var source = intent.imported().get();
            return secrets.source(grant, source) instanceof KeyStore.Source.Value(var value)
                    // AWS takes a value once: the key that may have it goes first.
                    ? stored(grant, KeyHistory.of(KeyRevision.issued(number, value, clock.instant())))
                    : noSource(source, secrets.source(grant, source));
        }
        var value = values.next();
        return stored(grant, after(lost(grant, found, number), KeyRevision.issued(number, value, clock.instant())))
                .then(history -> {
                    if (history.newest().value().equals(value)) {
                        secrets.made(grant, number);
                    }
                    return Verdict.wanted(history);
                });
    }

    private static KeyHistory after(Optional<KeyRevision> before, KeyRevision newest) {
        return before.map(one -> KeyHistory.of(one).with(newest)).orElseGet(() -> KeyHistory.of(newest));
    }

    private Verdict<KeyHistory> stored(ApiKeyGrant grant, KeyHistory first) {
        // A new key answers whatever was asked for before it was made.
        return stored(grant, first, Summaries.rotateRequestedAt(grant));
    }

    /** The request for another key that status says was followed. */
    private static Optional<String> met(ApiKeyGrant grant) {
        var status = grant.getStatus();
        return status == null ? Summaries.rotateRequestedAt(grant) : Optional.ofNullable(status.rotateRequestedAt());
    }

    private Verdict<KeyHistory> stored(ApiKeyGrant grant, KeyHistory first, Optional<String> request) {
        var history = first.withRotateRequest(request);
        return secrets.store(grant, history)
                .map(Verdict::wanted)
                .orElseGet(() -> Verdict.rejected(
                        Reason.SecretNotOwned,
                        "Secret " + KeySecrets.ownName(grant.getMetadata().getName())
                                + " exists and is not of this grant, whose key is kept under that name:"
                                + " delete the Secret when nobody needs it, or give the grant another name"));
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
                                        Optional.of(issuedAt(grant, number)),
                                        handed.keyId(),
                                        Optional.of(clock.instant()),
                                        Optional.of(clock.instant())))));
    }

    /** When a value was made, as status knows it: a Secret that is written anew makes no key younger. Now when it does not. */
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
     * A value that an earlier grant of the name left is used only when AWS still has its key: the cluster was restored then. After
     * a deletion it would bring back to life what somebody cut off.
     */
    private Verdict<KeyHistory> held(
            ApiKeyGrant grant, KeyIntent intent, KeyStore.Held held, Set<Integer> inAws, Set<Integer> named) {
        var known = held.history().revisions().stream().anyMatch(one -> inAws.contains(one.number()));
        var name = "Secret " + KeySecrets.ownName(grant.getMetadata().getName());
        return switch (held.owner()) {
            case GRANT ->
                !isPlanted(grant, intent, held.history(), inAws)
                        ? Verdict.wanted(held.history())
                        : named.contains(held.history().newest().number())
                                // A process that ended before it noted the id made it, or somebody else did.
                                ? Verdict.waiting(
                                        Reason.Pending,
                                        "the tags of the API key with the newest name are being read: is it ours?")
                                : another(grant, held.history().newest().number(), name);
            case NOBODY -> {
                if (known) {
                    secrets.own(grant);
                    yield Verdict.wanted(held.history());
                }
                // Retained or restored, its key would be there. What is not may be planted, to choose the value of a
                // key.
                yield Verdict.waiting(
                        Reason.SecretNotOwned,
                        name
                                + " belongs to no grant and AWS has no key of it, and the key is kept under that name: delete"
                                + " the Secret, or give the grant another name");
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

    /** What is known of the Secret still shows the value that goes: nothing is made of it. */
    private Verdict<KeyHistory> another(ApiKeyGrant grant, int number, String name) {
        var _ = replaced(grant, number, _ -> true);
        return Verdict.waiting(
                Reason.Pending, name + " held a value that nobody is known to have: another one is stored");
    }

    /**
     * Whether a value may have been put there by somebody: no key has it, nobody was given it, and this process did not make it.
     * A process that ended between storing a value and making its key left one too. Whoever may import values may choose them.
     */
    private boolean isPlanted(ApiKeyGrant grant, KeyIntent intent, KeyHistory history, Set<Integer> inAws) {
        var newest = history.newest();
        return !intent.tenant().may().contains(Permission.ImportKey)
                && !inAws.contains(newest.number())
                && !isServed(grant, newest.number())
                && !secrets.proven(grant, newest.number());
    }

    /** Whether status, which only the operator writes, says that the consumer was given a revision. */
    static boolean isServed(ApiKeyGrant grant, int number) {
        var status = grant.getStatus();
        var rotation = status == null ? null : status.rotation();
        return status != null
                && status.secretName() != null
                && Objects.equals(status.revision(), number)
                && (rotation == null
                        || !(KeyLife.Phase.Introducing.name().equals(rotation.phase())
                                || KeyLife.Phase.Issuing.name().equals(rotation.phase())));
    }

    /**
     * The key whose value was lost with both Secrets: its consumers go on with it until they have the next one.
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

    private static Verdict<KeyHistory> noSource(SecretKeyRef source, KeyStore.Source found) {
        if (found instanceof KeyStore.Source.Refused(var why)) {
            return Verdict.rejected(Reason.ImportRefused, "Secret " + source.name() + " " + why);
        }
        return Verdict.waiting(
                Reason.TargetNotFound,
                "there is no value to import: Secret " + source.name() + " needs the label "
                        + Labels.KEY_SOURCE + ": \"" + Labels.KEY_SOURCE_VALUE
                        + "\" and 20 to 128 characters under " + source.key());
    }

    private Set<Integer> revisions(ApiKeyGrant grant, Observed.Key found) {
        return found.existing().stream()
                .flatMap(existing -> revision(grant, existing).stream())
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
