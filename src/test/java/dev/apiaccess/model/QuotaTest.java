// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {

    @ParameterizedTest
    @CsvSource({
        // Sunday, Monday, Saturday
        "DAY,   2026-03-01, 2026-03-01, 2026-03-02",
        "WEEK,  2026-03-01, 2026-03-01, 2026-03-08",
        "WEEK,  2026-03-02, 2026-03-01, 2026-03-08",
        "WEEK,  2026-03-07, 2026-03-01, 2026-03-08",
        "MONTH, 2026-02-28, 2026-02-01, 2026-03-01",
        "MONTH, 2026-12-31, 2026-12-01, 2027-01-01",
    })
    void aPeriodBeginsAndEnds(Quota.Period period, LocalDate day, LocalDate first, LocalDate next) {
        assertThat(period.first(day)).isEqualTo(first);
        assertThat(period.next(day)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        // as AWS tells it without anybody's doing
        "0,   100, 0",
        "79,  21,  79",
        "100, 0,   100",
        // calls went on after the last count, or the quota was lowered
        "130, 0,   100",
        "130, -5,  100",
        // somebody granted the key more: it is not at its end
        "100, 50,  99",
        "40,  150, 40",
        // the quota was raised within the period
        "40,  10,  90",
    })
    void theLargerUseCountsAndOnlyNothingLeftIsTheEnd(long used, long left, long taken) {
        assertThat(new KeyUsage("k", used, left).taken(new Quota(100, Quota.Period.DAY)))
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 1, 0", "1, 1, 0, 1", "3, 2, 1, 0.6666666666666666", "0, 0, 0, 1"})
    void aShareIsOneOnlyAtTheEnd(int limit, long used, long left, double share) {
        assertThat(new KeyUsage("k", used, left).share(new Quota(limit, Quota.Period.DAY)))
                .isEqualTo(share);
    }
}
