// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Proof;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What counts as ours: an id that was noted, tags, the answer to a call of ours, and nothing else. */
class ProofsTest {

    private static final UnitKey.UsagePlanUnit PLAN =
            new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, FakeAws.REGION, "shop", "gold");
    private static final UnitKey.ApiKeyUnit KEY =
            new UnitKey.ApiKeyUnit(FakeAws.ACCOUNT, FakeAws.REGION, "shop", "app");
    private static final Map<String, String> OURS =
            Samples.NAMING.tags(new OwnerRef("ApiRateLimit", "shop", "gold"), "u-1");

    private final Map<UnitKey, Set<String>> told = new HashMap<>();
    private final Map<UnitKey, Set<String>> kept = new HashMap<>();
    private final Proofs proofs = new Proofs(
            Samples.NAMING, unit -> told.getOrDefault(unit, Set.of()), unit -> kept.getOrDefault(unit, Set.of()));

    @Test
    void aNameProvesNothing() {
        var seen = plans(plan("a"), plan("b").withTags(Map.of()));

        assertThat(seen.existing()).extracting(ExistingPlan::proof).containsExactly(Proof.UNREAD);
        assertThat(seen.strangers()).containsExactly("b");
        assertThat(seen.ours()).isFalse();
        assertThat(seen.mayBeOurs()).isTrue();
        assertThat(seen.proven()).isEmpty();
    }

    @Test
    void whatIsNotedGoesFirstWhateverItsIdIs() {
        told.put(PLAN, Set.of("z"));

        var seen = plans(plan("a").withTags(OURS), plan("b"), plan("z"));

        assertThat(seen.existing()).extracting(ExistingPlan::id).containsExactly("z", "a", "b");
        assertThat(seen.existing())
                .extracting(ExistingPlan::proof)
                .containsExactly(Proof.NOTED, Proof.OWN, Proof.UNREAD);
    }

    @Test
    void tagsOfAnotherOwnerOrClusterProveNothing() {
        var other = Samples.NAMING.tags(new OwnerRef("ApiRateLimit", "shop", "silver"), "u-1");
        var elsewhere = new HashMap<>(OURS);
        elsewhere.put("apiaccess.dev/cluster", "c2");

        assertThat(plans(plan("a").withTags(other), plan("b").withTags(elsewhere))
                        .strangers())
                .containsExactly("a", "b");
    }

    @Test
    void anotherIncarnationOfTheObjectIsTheSameOwner() {
        var restored = Samples.NAMING.tags(new OwnerRef("ApiRateLimit", "shop", "gold"), "another-uid");

        assertThat(plans(plan("a").withTags(restored)).ours()).isTrue();
    }

    @Test
    void whatWasProvenOnceStaysProven() {
        assertThat(plans(plan("a").withTags(OURS)).ours()).isTrue();

        assertThat(plans(plan("a").withTags(Map.of())).ours()).isTrue();
        assertThat(plans(plan("a")).ours()).isTrue();
    }

    @Test
    void theAnswerToOurOwnCallProves() {
        proofs.made(KEY, "k");

        assertThat(((Observed.Key) proofs.apply(KEY, new Observed.Key(List.of(key("k").withTags(Map.of()))))).ours())
                .isTrue();
    }

    @Test
    void aSecretProvesWhatBearsTheMarkAndFindsNothing() {
        kept.put(KEY, new HashSet<>(Set.of("k")));

        assertThat(proofs.ids(KEY)).isEmpty();
        assertThat(proofs.apply(KEY, new Observed.Key(List.of(key("k").withTags(Map.of())))))
                .matches(Observed::ours);
    }

    @Test
    void norDoesItMakeOursWhatBearsTheTagsOfAnother() {
        kept.put(KEY, Set.of("k"));
        var others = Samples.NAMING.tags(new OwnerRef("ApiKeyGrant", "bank", "payroll"), "u-2");

        assertThat(proofs.apply(KEY, new Observed.Key(List.of(key("k").withTags(others)))))
                .matches(seen -> !seen.ours());
    }

    @Test
    void aPolicyThatWasMadeAnewUnderItsNameIsAnotherOne() {
        told.put(Samples.policyUnit(), Set.of("ANPA1"));

        assertThat(policy("ANPA1", null)).matches(Observed::ours);
        assertThat(policy("ANPA2", Map.of()))
                .matches(seen -> !seen.ours() && seen.strangers().size() == 1);
    }

    @Test
    void theOwnerOfAPolicyIsAPrincipalAsIamTellsThemApart() {
        var tags = Samples.NAMING.policyTags("shop", PrincipalRef.parse("role/moved/WEB"));

        assertThat(policy("ANPA3", tags)).matches(Observed::ours);
        assertThat(policy("ANPA4", Samples.NAMING.policyTags("shop", PrincipalRef.parse("role/apps/web2"))))
                .matches(seen -> !seen.ours());
        assertThat(policy("ANPA5", Samples.NAMING.policyTags("bank", Samples.WEB)))
                .matches(seen -> !seen.ours());
    }

    @Test
    void aPrincipalInAnotherSpellingHasTheSameUnit() {
        assertThat(new UnitKey.PolicyUnit(FakeAws.ACCOUNT, "shop", PrincipalRef.parse("role/svc/Casey")))
                .isEqualTo(new UnitKey.PolicyUnit(FakeAws.ACCOUNT, "shop", PrincipalRef.parse("role/svc/casey")))
                .hasSameHashCodeAs(
                        new UnitKey.PolicyUnit(FakeAws.ACCOUNT, "shop", PrincipalRef.parse("role/svc/casey")))
                .isNotEqualTo(new UnitKey.PolicyUnit(FakeAws.ACCOUNT, "shop", PrincipalRef.parse("user/casey")));
    }

    private Observed.Plan plans(ExistingPlan... plans) {
        return (Observed.Plan) proofs.apply(PLAN, new Observed.Plan(List.of(plans)));
    }

    private Observed policy(String policyId, @org.jspecify.annotations.Nullable Map<String, String> tags) {
        var frame = Samples.policy("/").policy();
        var found = new ExistingPolicy(
                Samples.policyArn(),
                policyId,
                "v1",
                List.of(),
                new ManagedPolicy(frame.path(), frame.name(), frame.description(), null, new TreeSet<>()));
        return proofs.apply(
                Samples.policyUnit(), new Observed.Policy(Optional.of(tags == null ? found : found.withTags(tags))));
    }

    private static ExistingPlan plan(String id) {
        return new ExistingPlan(id, Samples.plan("gold", 100, "prod").plan());
    }

    private static ExistingKey key(String id) {
        return new ExistingKey(id, Samples.key("app", true, "p-gold").newest().key());
    }
}
