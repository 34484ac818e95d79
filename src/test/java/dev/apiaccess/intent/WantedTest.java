// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.PaperChain;
import dev.apiaccess.testing.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What objects want when nothing stands against it, with everything resolved. Starts from the bases of the rejection tables. */
class WantedTest {

    @Test
    void principalsAreSpelledAsIamSpellsThem() {
        var cluster = changed("access", """
                policy:
                  spec:
                    rules:
                    - {name: read, principals: [role/apps/Orders-WEB, "arn:aws:iam::111122223333:user/Alice"], methods: [GET], paths: [/]}
                    - {name: write, principals: [group/ANALYSTS], methods: [POST], paths: [/]}
                """);

        var intent = wanted(PaperChain.policy(cluster));

        assertThat(intent.grants().getFirst().principals())
                .containsExactly(PrincipalRef.parse("role/apps/orders-web"), PrincipalRef.parse("user/alice"));
        assertThat(intent.principals())
                .containsExactly(
                        PrincipalRef.parse("group/analysts"),
                        PrincipalRef.parse("role/apps/orders-web"),
                        PrincipalRef.parse("user/alice"));
    }

    @Test
    void aPolicyKnowsItsApiAndAccount() {
        var cluster = changed("access", "aws: {'111122223333': {partition: aws-cn}}");

        var intent = wanted(PaperChain.policy(cluster));

        assertThat(intent.owner().text()).isEqualTo("ApiAccessPolicy/shop/reads");
        assertThat(List.of(intent.connection(), intent.accountId(), intent.partition(), intent.region()))
                .containsExactly("prod", "111122223333", "aws-cn", "eu-central-1");
        assertThat(intent.api()).isEqualTo(new RestApi("a1b2c3", "orders"));
        assertThat(intent.stages()).containsExactly("prod");
    }

    @Test
    void aRuleWithoutEffectAllowsAndADenyTakesItsUnless() {
        var cluster = changed("access", """
                policy:
                  spec:
                    rules:
                    - {name: a, principals: [user/alice], methods: [GET], paths: [/], when: {sourceIps: [10.0.0.0/8]}}
                    - {name: b, effect: Deny, principals: [user/alice], methods: [GET], paths: [/], unless: {mfa: {}}}
                """);

        var grants = wanted(PaperChain.policy(cluster)).grants();

        assertThat(grants).extracting(AccessIntent.Grant::effect).containsExactly(RuleEffect.Allow, RuleEffect.Deny);
        assertThat(grants.getFirst().conditions())
                .isNotNull()
                .satisfies(when -> assertThat(when.sourceIps()).containsExactly("10.0.0.0/8"));
        assertThat(grants.getLast().conditions())
                .isNotNull()
                .satisfies(unless -> assertThat(unless.mfa()).isNotNull());
    }

    @Test
    void theApiThatWasFoundOnceIsMeantAlsoWhenTwoHaveTheName() {
        var cluster = changed("access", """
                aws: {'111122223333': {regions: {eu-central-1: {apis: {b2c3d4: orders}}}}}
                policy: {status: {restApi: {id: a1b2c3, name: orders}}}
                """);

        assertThat(wanted(PaperChain.policy(cluster)).api()).isEqualTo(new RestApi("a1b2c3", "orders"));
    }

    @Test
    void mentioningIsByWhatIamTakesForIdentity() {
        var cluster = changed("access", "{}");
        var policy = cluster.the(ApiAccessPolicy.class);

        assertThat(AccessIntents.mentions(policy, PrincipalRef.parse("role/apps/orders-web")))
                .isTrue();
        assertThat(AccessIntents.mentions(policy, PrincipalRef.parse("role/other/ORDERS-web")))
                .as("the path does not tell two roles apart")
                .isTrue();
        assertThat(AccessIntents.mentions(policy, PrincipalRef.parse("user/orders-web")))
                .isFalse();
    }

    @Test
    void ratesAreRequestsASecond() {
        var cluster = changed("plan", """
                limit:
                  spec:
                    rate: {requests: 90, per: 1m}
                    burst: 7
                    quota: {requests: 3000, period: Week}
                    apis:
                    - name: orders
                      restApiName: orders
                      stage: prod
                      methods: [{method: POST, path: "/orders/{id}", rate: {requests: 7200, per: 1h}, burst: 3}]
                """);

        var intent = wanted(PaperChain.limit(cluster));

        assertThat(intent.throttle()).isEqualTo(new Throttle(1.5, 7));
        assertThat(intent.quota()).isEqualTo(new Quota(3000, Quota.Period.WEEK));
        assertThat(intent.stages())
                .containsExactly(new UsagePlanIntent.LimitedStage(
                        "orders",
                        "a1b2c3",
                        "orders",
                        "prod",
                        Map.of(new MethodKey("/orders/{id}", "POST"), new Throttle(2, 3))));
        assertThat(intent.uid()).isEqualTo("u-1");
    }

    @Test
    void aKeyIsInThePlansOfItsLimits() {
        var cluster = changed("key", """
                grant:
                  spec: {rateLimits: [{name: gold, namespace: orders}, {name: silver, namespace: orders}], state: Disabled}
                """);

        var intent = wanted(PaperChain.grant(cluster));

        assertThat(intent.plans())
                .containsExactly(
                        new UnitKey.UsagePlanUnit("111122223333", "eu-central-1", "orders", "gold"),
                        new UnitKey.UsagePlanUnit("111122223333", "eu-central-1", "orders", "silver"));
        assertThat(intent.enabled()).as("state: Disabled").isFalse();
    }

    @Test
    void aTierThatIsNamedWithAndWithoutItsNamespaceIsOne() {
        var cluster = changed("key", """
                gold: {metadata: {namespace: mobile}}
                connection: {spec: {tenants: {1: {may: [Key, RateLimit], apis: [{restApiName: "*"}]}}}}
                grant:
                  spec: {rateLimits: [{name: gold}, {name: gold, namespace: mobile}]}
                """);

        var intent = wanted(PaperChain.grant(cluster));

        assertThat(intent.plans())
                .containsExactly(new UnitKey.UsagePlanUnit("111122223333", "eu-central-1", "mobile", "gold"));
    }

    private static <T> T wanted(Verdict<T> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Wanted.class);
        return ((Verdict.Wanted<T>) verdict).value();
    }

    private static Cluster changed(String table, String change) {
        var base =
                Yaml.read(Yaml.resource("intent/" + table + ".yaml")).getFirst().path("base");
        var situation = Yaml.patched(base, Yaml.documents(change).getFirst());
        return Cluster.of(situation);
    }
}
