// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.status.Assessment;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Stages are read for what objects want now. After a restart the first sweep asks for those that statuses name, so that nothing has to
 * wait for a second one.
 */
class WantedStagesTest {

    private static final String ACCOUNT = "111122223333";

    private static final AwsConnection CONNECTION = Serialization.unmarshal("""
            apiVersion: apiaccess.dev/v1alpha1
            kind: AwsConnection
            metadata: {name: main}
            spec: {accountId: "111122223333", regions: [eu-west-1, us-east-1], tenants: []}
            """, AwsConnection.class);

    private static final Place PLACE = new Place(ACCOUNT, "eu-west-1");

    private final WantedStages stages = new WantedStages();

    @Test
    void whatAnObjectWantsNowIsRead() {
        assertThat(stages.looked(object("a"), Map.of(PLACE, Set.of("aaa")))).containsExactly(ACCOUNT);
        assertThat(stages.in(ACCOUNT, "eu-west-1")).containsExactly("aaa");
        assertThat(stages.in(ACCOUNT, "us-east-1")).isEmpty();

        assertThat(stages.looked(object("a"), Map.of(PLACE, Set.of("bbb")))).containsExactly(ACCOUNT);
        assertThat(stages.in(ACCOUNT, "eu-west-1")).containsExactly("bbb");

        assertThat(stages.looked(object("a"), Map.of())).isEmpty();
        assertThat(stages.in(ACCOUNT, "eu-west-1")).isEmpty();
    }

    @Test
    void whatTwoWantStaysUntilBothAreGone() {
        stages.looked(object("a"), Map.of(PLACE, Set.of("aaa")));
        assertThat(stages.looked(object("b"), Map.of(PLACE, Set.of("aaa"))))
                .as("a thousand objects of one API ask for one look")
                .isEmpty();

        stages.gone(object("a"));
        assertThat(stages.in(ACCOUNT, "eu-west-1")).containsExactly("aaa");
        stages.keepOnly(() -> Set.of("c"));
        assertThat(stages.in(ACCOUNT, "eu-west-1")).isEmpty();
        assertThat(stages.looked(object("c"), Map.of(PLACE, Set.of("aaa")))).containsExactly(ACCOUNT);
    }

    /** Its stages may have been read long ago, for a policy: all of it is not, and is not to wait for the next look. */
    @Test
    void aProtectionAsksForAnApiWhoseStagesAreRead() {
        stages.looked(object("a"), Map.of(PLACE, Set.of("aaa")));

        assertThat(stages.looked(protection("p"), Map.of(PLACE, Set.of("aaa")))).containsExactly(ACCOUNT);
        assertThat(stages.looked(protection("q"), Map.of(PLACE, Set.of("aaa")))).isEmpty();
        assertThat(stages.in(ACCOUNT, "eu-west-1")).containsExactly("aaa");
        stages.gone(protection("p"));
        stages.gone(protection("q"));
        assertThat(stages.looked(protection("r"), Map.of(PLACE, Set.of("aaa"))))
                .as("nobody wanted it whole for a while")
                .containsExactly(ACCOUNT);
    }

    private static ApiProtection protection(String uid) {
        var protection = new ApiProtection();
        protection.getMetadata().setUid(uid);
        return protection;
    }

    @Test
    void whatAStatusTellsCountsUntilItsObjectIsLookedAt() {
        var policy = policy("main", "aaa", "eu-west-1");
        var objects = new Objects(List.of(policy), List.of(limit("main", "eu-west-1")));
        stages.remember(CONNECTION, objects);
        assertThat(stages.in(ACCOUNT, "eu-west-1")).containsExactlyInAnyOrder("aaa", "ccc");

        stages.looked(policy, Map.of(PLACE, Set.of("bbb")));
        stages.remember(CONNECTION, objects);

        assertThat(stages.in(ACCOUNT, "eu-west-1")).containsExactlyInAnyOrder("bbb", "ccc");
    }

    @Test
    void aLookThatFoundNothingOutSaysNothingOfWhatIsWanted() {
        assertThat(Assessment.unchanged("status").looked()).isFalse();
        assertThat(new Assessment<>("status", Map.of(), Map.of(), Optional.empty()).looked())
                .isTrue();
    }

    private static ApiAccessPolicy object(String uid) {
        return Serialization.unmarshal("metadata: {name: p, namespace: shop, uid: " + uid + "}", ApiAccessPolicy.class);
    }

    @Test
    void apisOfPoliciesAndLimitsByRegion() {
        var objects = new Objects(
                List.of(policy("main", "aaa", "us-east-1"), policy("main", "bbb", "eu-west-1")),
                List.of(limit("main", "us-east-1")));

        assertThat(ApisInStatus.apis(CONNECTION, objects))
                .isEqualTo(Map.of(
                        "uid-aaa", Map.of(new Place(ACCOUNT, "us-east-1"), Set.of("aaa")),
                        "uid-bbb", Map.of(new Place(ACCOUNT, "eu-west-1"), Set.of("bbb")),
                        "uid-limit", Map.of(new Place(ACCOUNT, "us-east-1"), Set.of("ccc"))));
    }

    @Test
    void notThoseOfOtherConnectionsOrRegions() {
        var objects = new Objects(
                List.of(policy("other", "aaa", "eu-west-1"), policy("main", "bbb", "eu-north-1"), unbound()),
                List.of(limit("other", "eu-west-1")));

        assertThat(ApisInStatus.apis(CONNECTION, objects)).isEmpty();
    }

    private static ApiAccessPolicy policy(String connection, String api, String region) {
        return Serialization.unmarshal("""
                metadata: {name: p, namespace: shop, uid: uid-%s}
                spec: {api: {restApiName: orders, stages: [prod]}, rules: []}
                status: {connection: %s, restApi: {id: %s, name: orders, region: %s}}
                """.formatted(api, connection, api, region), ApiAccessPolicy.class);
    }

    private static ApiAccessPolicy unbound() {
        return Serialization.unmarshal("""
                metadata: {name: new, namespace: shop, uid: uid-new}
                spec: {api: {restApiName: orders, stages: [prod]}, rules: []}
                """, ApiAccessPolicy.class);
    }

    private static ApiRateLimit limit(String connection, String region) {
        return Serialization.unmarshal("""
                metadata: {name: gold, namespace: plans, uid: uid-limit}
                spec: {apis: [{name: quotes, restApiName: quotes, stage: prod, region: %s}]}
                status: {connection: %s, targets: [{name: prod/quotes, restApiId: ccc}]}
                """.formatted(region, connection), ApiRateLimit.class);
    }

    private record Objects(List<ApiAccessPolicy> policies, List<ApiRateLimit> limits) implements ObjectStore {
        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public <P extends HasMetadata> List<P> list(Class<P> type) {
            return Stream.of(List.of(CONNECTION), policies, limits)
                    .flatMap(List::stream)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        @Override
        public List<ApiAccessPolicy> policies(String namespace, PrincipalRef principal) {
            return policies;
        }

        @Override
        public Optional<ApiAccessPolicy> policy(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<ApiRateLimit> limit(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public List<ApiKeyGrant> grantsOf(String namespace, String limit) {
            return List.of();
        }

        @Override
        public Optional<ApiKeyGrant> grant(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Map<String, String> labels(String namespace) {
            return Map.of();
        }

        @Override
        public Map<String, String> annotations(String namespace) {
            return Map.of();
        }

        @Override
        public Optional<String> fingerprint() {
            return Optional.empty();
        }
    }
}
