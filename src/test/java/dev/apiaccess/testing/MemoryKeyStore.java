// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** The Secrets of one grant. What is looked at lags behind what was written until {@link #seen()}; a write may be the last. */
public final class MemoryKeyStore implements KeyStore {

    /** The process ends at a write. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Optional<KeyHistory> own = Optional.empty();
    private Optional<KeyHistory> ownSeen = Optional.empty();
    private Optional<Handed> consumer = Optional.empty();
    private Optional<Handed> consumerSeen = Optional.empty();
    private Optional<KeyValue> source = Optional.empty();
    private Optional<KeyValue> sourceSeen = Optional.empty();
    private final Set<Integer> made = new HashSet<>();
    private Optional<Published> published = Optional.empty();
    private BiPredicate<String, KeyValue> inAws = (_, _) -> true;
    private boolean toBeCompared;
    private boolean forbidden;
    private int writes;
    private int writesLeft = -1;
    private boolean effect;

    /**
     * Values are compared with those of keys in AWS before they are handed over, at once: nobody waits for a look at the account.
     *
     * @param has whether the key of an id has a value
     */
    public void comparesWith(BiPredicate<String, KeyValue> has) {
        inAws = has;
    }

    /** Everything that was written is seen. */
    public void seen() {
        ownSeen = own;
        consumerSeen = consumer;
        sourceSeen = source;
    }

    public void holds(KeyHistory history) {
        own = Optional.of(history);
        seen();
    }

    public void forget() {
        own = Optional.empty();
        seen();
    }

    public Optional<Handed> consumer() {
        return consumer;
    }

    public Optional<KeyHistory> own() {
        return own;
    }

    public void editConsumer(Optional<Handed> next) {
        consumer = next;
    }

    /** The value that others keep, and that the grant imports. */
    public void sourceIs(Optional<KeyValue> next) {
        source = next;
    }

    public Optional<KeyValue> source() {
        return source;
    }

    public void deleteOwn() {
        own = Optional.empty();
    }

    /**
     * The process ends at a write.
     *
     * @param after so many writes more
     * @param withEffect whether the last one has an effect
     */
    public void crashes(int after, boolean withEffect) {
        writesLeft = after;
        effect = withEffect;
    }

    /** Our own Secret may not be read, as where the operator has no right to. */
    public void forbid() {
        forbidden = true;
    }

    private void read() {
        if (forbidden) {
            throw new KubernetesClientException("forbidden", 403, null);
        }
    }

    @Override
    public Optional<KeyHistory> stored(ApiKeyGrant grant) {
        read();
        return ownSeen;
    }

    @Override
    public Optional<Held> held(ApiKeyGrant grant) {
        read();
        return ownSeen.map(history -> new Held(history, Owner.GRANT));
    }

    @Override
    public void own(ApiKeyGrant grant) {
        throw new AssertionError("it is the grant's already");
    }

    @Override
    public Optional<KeyHistory> store(ApiKeyGrant grant, KeyHistory history) {
        if (own.isEmpty()) {
            write(() -> own = Optional.of(history));
        }
        return own;
    }

    @Override
    public Optional<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change) {
        var next = own.map(change);
        if (!next.equals(own)) {
            write(() -> own = next);
        }
        return own;
    }

    @Override
    public void made(ApiKeyGrant grant, int number) {
        made.add(number);
    }

    /** Another process begins, which made nothing yet. */
    public void restarts() {
        made.clear();
    }

    @Override
    public boolean proven(ApiKeyGrant grant, int number) {
        return made.contains(number);
    }

    @Override
    public boolean mayBeFresh(KeptValue value) {
        return true;
    }

    @Override
    public Optional<KeyValue> fresh(KeptValue value) {
        return value.read();
    }

    @Override
    public Optional<KeyValue> proven(KeptValue value) {
        return value.read();
    }

    @Override
    public Optional<Integer> number(KeptValue value) {
        return Optional.empty();
    }

    @Override
    public void created(KeptValue value, String keyId) {
        // nothing is asked of it
    }

    @Override
    public void toBeCompared(ApiKeyGrant grant) {
        toBeCompared = true;
    }

    /** Whether somebody wants to know whether AWS has what is stored. */
    public boolean isToBeCompared() {
        return toBeCompared;
    }

    /** What comes of every try to hand a key over. */
    public void publishes(Published what) {
        published = Optional.of(what);
    }

    @Override
    public Optional<String> grantOf(ApiKeyGrant grant, String secret) {
        return Optional.empty();
    }

    @Override
    public boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        // What was written is not known to be right before it was seen.
        return published
                .map(Published.YES::equals)
                .orElseGet(() -> consumer.isPresent()
                        && consumer.equals(wanted(revision, keyId))
                        && consumer.filter(handed -> inAws.test(keyId, handed.value()))
                                .isPresent()
                        && consumer.equals(consumerSeen));
    }

    private Optional<Handed> wanted(KeyRevision revision, String keyId) {
        return own.flatMap(history -> history.find(revision.number()))
                .flatMap(stored -> stored.value().read())
                .map(value -> new Handed(value, Optional.of(keyId)));
    }

    @Override
    public Published publish(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        if (published.isPresent()) {
            return published.get();
        }
        var wanted = wanted(revision, keyId);
        if (wanted.isEmpty()) {
            return Published.NO_VALUE;
        }
        if (!inAws.test(keyId, wanted.get().value())) {
            return differs(revision, keyId);
        }
        if (!wanted.equals(consumer)) {
            write(() -> consumer = wanted);
        }
        return Published.YES;
    }

    /** Our own Secret does not hold what AWS has: does the consumer's? */
    private Published differs(KeyRevision revision, String keyId) {
        var right = consumer.filter(
                handed -> handed.keyId().equals(Optional.of(keyId)) && inAws.test(keyId, handed.value()));
        return revision.publishedAt().isEmpty() || right.isPresent() ? Published.OWN_DIFFERS : Published.BOTH_DIFFER;
    }

    @Override
    public Optional<Handed> handed(ApiKeyGrant grant) {
        return consumerSeen;
    }

    @Override
    public Source source(ApiKeyGrant grant, SecretKeyRef reference) {
        return sourceSeen.<Source>map(Source.Value::new).orElseGet(Source.None::new);
    }

    @Override
    public Source sourceAgainst(ApiKeyGrant grant, SecretKeyRef reference, int number) {
        return own.flatMap(history -> history.find(number))
                        .flatMap(stored -> stored.value().read())
                        .equals(sourceSeen)
                ? new Source.Same()
                : source(grant, reference);
    }

    /** How many times one of the Secrets was written. */
    public int writes() {
        return writes;
    }

    private void write(Runnable write) {
        writes++;
        if (writesLeft == 0) {
            writesLeft = -1;
            if (effect) {
                write.run();
            }
            throw new Crash();
        }
        writesLeft = Math.max(-1, writesLeft - 1);
        write.run();
    }
}
