// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.model.Quota;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For how long a grant says that a quota was not carried over. */
class NotCarriedTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-03-04");

    @Test
    void whatWasToldEndsWithThePeriod() {
        var lack = new NotCarried("shop/gold", new Quota(5, Quota.Period.MONTH), TODAY, 3, "so");
        var end = TODAY.withDayOfMonth(1).plusMonths(1);
        var told = notCarried(lack, lack.told().until().map(Object::toString).orElseThrow());

        assertThat(lack.told().until()).contains(end);
        assertThat(NotCarried.told(told, end.minusDays(1))).contains(lack.told());
        assertThat(NotCarried.told(told, end)).isEmpty();
        assertThat(NotCarried.told(null, TODAY)).isEmpty();
    }

    @Test
    void whatAnEarlierVersionToldWithoutAnEndEndsWithTheMonth() {
        var lack = new NotCarried("shop/gold", new Quota(5, Quota.Period.DAY), TODAY, 3, "so");
        var end = TODAY.withDayOfMonth(1).plusMonths(1);
        for (var old : List.of("", "no day")) {
            assertThat(NotCarried.told(notCarried(lack, old), end.minusDays(1)))
                    .contains(new NotCarried.Told(lack.message(), Optional.empty()));
            assertThat(NotCarried.told(notCarried(lack, old), end)).isEmpty();
        }
    }

    /** @param until empty where it is not noted */
    private static ApiKeyGrantStatus notCarried(NotCarried lack, String until) {
        var conditions = new ConditionsDraft(List.of(), 1, TODAY.atStartOfDay().toInstant(ZoneOffset.UTC));
        lack.told().tell(conditions);
        var fields = new HashMap<String, Object>(Map.of("conditions", conditions.build()));
        if (!until.isEmpty()) {
            fields.put("quotaNotCarriedUntil", until);
        }
        return Serialization.unmarshal(Serialization.asJson(fields), ApiKeyGrantStatus.class);
    }
}
