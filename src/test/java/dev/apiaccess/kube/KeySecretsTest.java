// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.kube.KeyStore.Published;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Store;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a value on its way to the consumer, and which of two Secrets is told to be wrong. */
class KeySecretsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final KeyValue RIGHT = new KeyValue("the-value-that-aws-has-0001");
    private static final KeyValue WRONG = new KeyValue("a-value-that-is-not-there-0002");
    private static final KeyValue OTHER = new KeyValue("another-that-is-not-there-0003");
    private static final ApiKeyGrant GRANT = Serialization.unmarshal("""
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiKeyGrant
            metadata: {name: app, namespace: shop, uid: uid-app, generation: 1}
            spec:
              rateLimits: [{name: gold}]
              secret: {name: app-key}
            """, ApiKeyGrant.class);

    private final FakeSecretsServer server = new FakeSecretsServer();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final KeySecrets secrets = restarted();

    /** Another process, which has seen everything that is there. */
    private KeySecrets restarted() {
        return new KeySecrets(
                server.client(),
                seen(),
                new KeySources(server.client(), new MetadataClient(server.client()), (_, _) -> {}),
                (namespace, grant) -> told.add(namespace + "/" + grant));
    }

    @BeforeEach
    void aKeyThatWasHandedOver() {
        own(RIGHT);
        consumer(RIGHT, "k1");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theFirstSecretIsCreatedUnderOurName() {
        server.secrets().remove("app-key");
        compare();
        secrets.publish(GRANT, revision(), "k1");
        compare();

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.YES);

        assertThat(server.writes())
                .containsExactly("POST /api/v1/namespaces/shop/secrets fieldManager=apiaccess-secret");
        assertThat(handed()).isEqualTo(RIGHT);
    }

    /** Whether there is anything to do is asked of what was seen, at every look: neither a read nor a write. */
    @Test
    void thatAKeyWasHandedOverIsKnownUntilOneOfBothSecretsChanges() {
        assertThat(secrets.isHandedOver(GRANT, revision(), "k1"))
                .as("nobody has looked yet")
                .isFalse();
        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.YES);
        assertThat(secrets.isHandedOver(GRANT, revision(), "k1")).isTrue();
        assertThat(secrets.isHandedOver(GRANT, revision(), "k2")).isFalse();

        consumer(WRONG, "k1");

        assertThat(secrets.isHandedOver(GRANT, revision(), "k1")).isFalse();
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void aSecretThatIsGoneWaitsForTheComparison() {
        server.secrets().remove("app-key");

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.NOT_KNOWN);
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void thatTwoSecretsDifferIsNoReasonToCallOneWrong() {
        consumer(WRONG, "k1");

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.NOT_COMPARED);
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void whatSomebodyPutIntoTheConsumersSecretIsWrittenOver() {
        consumer(WRONG, "k1");
        secrets.publish(GRANT, revision(), "k1");
        compare();
        assertThat(told).contains("shop/app");

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.YES);
        assertThat(handed()).isEqualTo(RIGHT);
    }

    @Test
    void ourOwnSecretIsWrongWhereTheConsumerHasWhatAwsHas() {
        own(WRONG);
        secrets.publish(GRANT, revision(), "k1");
        compare();

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.OWN_DIFFERS);
        assertThat(handed()).isEqualTo(RIGHT);
    }

    @Test
    void bothMayBeWrongEachInItsWay() {
        own(WRONG);
        consumer(OTHER, "k1");
        secrets.publish(GRANT, revision(), "k1");
        compare();

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.BOTH_DIFFER);
        assertThat(server.writes()).isEmpty();
    }

    /** Deleting our own would make it anew from the consumer's, with the same value. */
    @Test
    void bothMayBeWrongWithTheSameValue() {
        own(WRONG);
        consumer(WRONG, "k1");
        assertThat(secrets.publish(GRANT, revision(), "k1"))
                .as("nothing is known yet, and nothing is to be written")
                .isEqualTo(Published.YES);
        compare();

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.BOTH_DIFFER);
    }

    @Test
    void whereTheConsumerHasNothingOrAnotherKeyBothAreWrong() {
        own(WRONG);
        consumer(RIGHT, "k9");
        secrets.publish(GRANT, revision(), "k1");
        compare();
        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.BOTH_DIFFER);

        server.secrets().remove("app-key");
        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.BOTH_DIFFER);
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void aConsumersSecretThatChangesAfterTheComparisonIsComparedAgain() {
        own(WRONG);
        secrets.publish(GRANT, revision(), "k1");
        compare();
        consumer(OTHER, "k1");

        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.NOT_COMPARED);
        compare();
        assertThat(secrets.publish(GRANT, revision(), "k1")).isEqualTo(Published.BOTH_DIFFER);
    }

    /** Each comparison is a read of a Secret: the consumer's only for who waits. */
    @Test
    void whatNobodyWaitsForIsComparedByOurOwnOnly() {
        assertThat(secrets.toCompare("shop", "app", "k1", () -> true)).hasSize(1);
        assertThat(secrets.toCompare("shop", "app", "k1", () -> false)).isEmpty();
        secrets.toBeCompared(GRANT);
        assertThat(secrets.toCompare("shop", "app", "k1", () -> false)).hasSize(2);
        assertThat(secrets.toCompare("shop", "app", "k7", () -> true)).isEmpty();
    }

    /** AWS shows its value in a look at the account. */
    private void compare() {
        secrets.toCompare("shop", "app", "k1", () -> true)
                .forEach(one -> one.told().accept(one.value().equals(RIGHT)));
    }

    private KeyRevision revision() {
        return secrets.stored(GRANT).orElseThrow().newest();
    }

    private KeyValue handed() {
        return ConsumerSecret.value(Objects.requireNonNull(server.secrets().get("app-key")), GRANT)
                .orElseThrow();
    }

    private void own(KeyValue value) {
        var revision = KeyRevision.issued(1, value, NOW).withUsableAt("k1", NOW).withPublishedAt(NOW);
        server.put(OwnSecret.write(GrantSecrets.secret(GRANT, "app-apiaccess").build(), KeyHistory.of(revision)));
    }

    private void consumer(KeyValue value, String keyId) {
        server.put(new SecretBuilder(ConsumerSecret.of(GRANT, value, keyId)).build());
    }

    /** What an informer shows that lags behind nothing. */
    @SuppressWarnings("unchecked") // a proxy knows no parameters of its type
    private SharedIndexInformer<Secret> seen() {
        var loader = getClass().getClassLoader();
        var store = Proxy.newProxyInstance(loader, new Class<?>[] {Store.class}, (_, method, arguments) -> {
            if (!method.getName().equals("getByKey")) {
                throw new UnsupportedOperationException(method.getName());
            }
            var key = String.valueOf(arguments[0]);
            return server.secrets().get(key.substring(key.indexOf('/') + 1));
        });
        return (SharedIndexInformer<Secret>) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {SharedIndexInformer.class},
                (proxy, method, _) -> Set.of("getStore", "getIndexer").contains(method.getName()) ? store : proxy);
    }
}
