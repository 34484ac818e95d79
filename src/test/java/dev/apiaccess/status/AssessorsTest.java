// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Reason;
import dev.apiaccess.model.Settings;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an object is told follows from its situation alone: whatever happens after the look changes nothing of it. */
class AssessorsTest {

    private static final Settings SETTINGS =
            new Settings("c1", Duration.ofMinutes(5), 50, Duration.ofMinutes(2), Duration.ofMinutes(2), 1);

    @Test
    void aPolicyIsToldByItsSituation() {
        try (var paper = new Paper()) {
            var situation = paper.policies().at(paper.policy("a"), paper.snapshot());
            var told = new PolicyAssessor(SETTINGS).assess(situation);

            paper.change("a: {spec: {rules: []}}", "namespaces: {shop: {team: other}}");
            paper.forgotten();

            assertThat(new PolicyAssessor(SETTINGS).assess(situation)).isEqualTo(told);
            assertThat(told.submit()).containsKey(Paper.POLICY);
            assertThat(reasons(told.status().conditions())).contains(Reason.Pending.name());
        }
    }

    @Test
    void aRateLimitIsToldByItsSituation() {
        try (var paper = new Paper()) {
            var situation = paper.limits().at(paper.gold(), paper.snapshot());
            var told = new LimitAssessor(SETTINGS).assess(situation);

            paper.change("gold: {spec: {burst: 1}}");
            paper.forgotten();

            assertThat(new LimitAssessor(SETTINGS).assess(situation)).isEqualTo(told);
            assertThat(told.status().usagePlanId()).isEqualTo("p-gold");
        }
    }

    @Test
    void aGrantIsToldByItsSituation() {
        try (var paper = new Paper()) {
            var situation = paper.grants().at(paper.app(), KeyProgress.NONE, paper.snapshot());
            var told = new GrantAssessor(SETTINGS).assess(situation);

            paper.change("app: {spec: {state: Disabled}}");
            paper.valueIsNotStored();
            paper.forgotten();

            assertThat(new GrantAssessor(SETTINGS).assess(situation)).isEqualTo(told);
            assertThat(told.submit()).containsKey(Paper.KEY);
        }
    }

    @Test
    void anEndIsToldByItsSituation() {
        try (var paper = new Paper()) {
            var situation = paper.limits().deletionOf(paper.gold(), paper.snapshot());
            var told = new LimitAssessor(SETTINGS).assess(situation);

            paper.forgotten();

            assertThat(situation.isGone()).isFalse();
            assertThat(new LimitAssessor(SETTINGS).assess(situation)).isEqualTo(told);
            assertThat(reasons(told.status().conditions())).contains(Reason.InUse.name());
        }
    }

    @Test
    void aGrantWhoseSecretMayNotBeReadSaysSo() {
        var values = new MemoryKeyStore();
        try (var paper = new Paper(Clock.fixed(Paper.NOW, ZoneOffset.UTC), Duration.ZERO::toNanos, null, values)) {
            values.forbid();

            var told = paper.grants().assess(paper.app(), KeyProgress.NONE);

            assertThat(reasons(told.status().conditions())).contains(Reason.SecretForbidden.name());
        }
    }

    private static List<String> reasons(List<Condition> conditions) {
        return conditions.stream().map(Condition::getReason).toList();
    }
}
