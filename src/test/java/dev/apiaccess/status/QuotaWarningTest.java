// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Quota;
import dev.apiaccess.status.QuotaWarning.Budget;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.PlanUsage;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaWarningTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    @ParameterizedTest
    @CsvSource({
        "0,    0,   QuotaLeft",
        "49,   0,   QuotaLeft",
        "50,   5,   QuotaLeft",
        "799,  75,  QuotaLeft",
        "800,  80,  QuotaLow",
        "849,  80,  QuotaLow",
        "850,  85,  QuotaLow",
        "999,  95,  QuotaLow",
        "1000, 100, QuotaUsedUp",
    })
    void aUseIsToldInSteps(long used, int percent, Reason reason) {
        var warning = warning(used);

        assertThat(warning.percent()).isEqualTo(percent);
        assertThat(warning.reason()).isEqualTo(reason);
        assertThat(warning.message()).startsWith(percent + " % of 1000 a month used in ApiRateLimit shop/gold");
        assertThat(warning.text()).isEqualTo(percent + " % of its quota");
    }

    @Test
    void withinAStepNothingElseIsSaid() {
        var said = IntStream.rangeClosed(0, 1000)
                .mapToObj(QuotaWarningTest::warning)
                .distinct();

        assertThat(said).hasSize(21);
    }

    @Test
    void hugeQuotasAreCountedToo() {
        var quota = new Quota(2_000_000_000, Quota.Period.MONTH);
        var budget = new Budget(Samples.planUnit("gold"), quota, new KeyUsage("k", 1_700_000_000L, 300_000_000L));

        assertThat(budget.percent()).isEqualTo(85);
    }

    @Test
    void theQuotaNearestToItsEndCountsAndTiesStayInOneOrder() {
        var day = new Budget(Samples.planUnit("trial"), new Quota(10, Quota.Period.DAY), new KeyUsage("k", 9, 1));
        var month = budget("gold", 850);
        var same = budget("alpha", 870);

        assertThat(QuotaWarning.of(List.of(month, day, same), false))
                .map(QuotaWarning::message)
                .contains("90 % of 10 a day used in ApiRateLimit shop/trial");
        assertThat(QuotaWarning.of(List.of(month, same), false))
                .isEqualTo(QuotaWarning.of(List.of(same, month), false))
                .map(QuotaWarning::message)
                .contains("85 % of 1000 a month used in ApiRateLimit shop/alpha");
        assertThat(QuotaWarning.of(List.of(), true)).isEmpty();
    }

    @Test
    void theEndAndASecondKeyAreSaid() {
        assertThat(QuotaWarning.of(List.of(budget("gold", 1000)), true))
                .map(QuotaWarning::message)
                .contains(
                        "100 % of 1000 a month used in ApiRateLimit shop/gold; API Gateway refuses the key there until"
                                + " the next month (UTC) begins; another key of the grant works too and has a budget of its own");
    }

    @Test
    void whatIsToldIsReadBack() {
        for (var used : List.of(0, 410, 860, 1000)) {
            var warning = warning(used);

            assertThat(QuotaWarning.told(status(warning))).contains(warning);
            assertThat(QuotaWarning.isUncounted(status(warning))).isFalse();
            assertThat(told(warning).getFirst().getStatus()).isEqualTo(used < 800 ? "False" : "True");
        }
        assertThat(QuotaWarning.told(null)).isEmpty();
        assertThat(QuotaWarning.isTold(null)).isFalse();
    }

    @Test
    void aMessageIsNoNumber() {
        var old = status(Map.of("conditions", told(warning(860))));

        assertThat(QuotaWarning.told(old)).isEmpty();
        assertThat(QuotaWarning.isTold(old)).isTrue();
        assertThat(QuotaWarning.isUncounted(old)).isTrue();
    }

    @Test
    void keysAreCountedOnceByTheQuotaNearestToItsEnd() {
        var gold = new PlanUsage(
                new Quota(1000, Quota.Period.MONTH),
                DAY,
                Map.of("a", new KeyUsage("a", 799, 201), "b", new KeyUsage("b", 1000, 0)));
        var trial = new PlanUsage(
                new Quota(10, Quota.Period.DAY),
                DAY,
                Map.of("a", new KeyUsage("a", 8, 2), "c", new KeyUsage("c", 1, 9)));

        assertThat(KeyQuotas.of(List.of(gold, trial))).isEqualTo(new KeyQuotas(OptionalDouble.of(1), 2, 1));
        assertThat(KeyQuotas.of(List.of(trial))).isEqualTo(new KeyQuotas(OptionalDouble.of(0.8), 1, 0));
        assertThat(KeyQuotas.of(List.of())).isEqualTo(new KeyQuotas(OptionalDouble.empty(), 0, 0));
    }

    private static QuotaWarning warning(long used) {
        return QuotaWarning.of(List.of(budget("gold", used)), false).orElseThrow();
    }

    private static Budget budget(String limit, long used) {
        return new Budget(
                Samples.planUnit(limit), new Quota(1000, Quota.Period.MONTH), new KeyUsage("k", used, 1000 - used));
    }

    private static ApiKeyGrantStatus status(QuotaWarning warning) {
        return status(Map.of("conditions", told(warning), "quotaUsedPercent", warning.percent()));
    }

    private static ApiKeyGrantStatus status(Map<String, Object> fields) {
        return Serialization.unmarshal(Serialization.asJson(fields), ApiKeyGrantStatus.class);
    }

    private static List<Condition> told(QuotaWarning warning) {
        var conditions = new ConditionsDraft(List.of(), 1, Instant.EPOCH);
        warning.tell(conditions);
        return conditions.build();
    }
}
