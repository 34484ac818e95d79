// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Reason;
import dev.apiaccess.protect.FenceProblem;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of what keeps a protection from being in force. */
class ProtectionReasonsTest {

    private static final Set<Standing.Hold> WAITING = Set.of(
            Standing.Hold.POLICIES_NOT_SETTLED,
            Standing.Hold.AUTHORIZER_NOT_FOUND,
            Standing.Hold.AUTHORIZER_PENDING,
            Standing.Hold.AUTHORIZER_CHANGED);

    @Test
    void everyHoldSaysWhoHasToAct() {
        for (var hold : Standing.Hold.values()) {
            var weighed = ProtectionReasons.of(hold);
            if (hold == Standing.Hold.NONE) {
                assertThat(weighed).isEmpty();
            } else {
                assertThat(weighed.orElseThrow().weight())
                        .as(hold.name())
                        .isEqualTo(WAITING.contains(hold) ? Weight.WAITING : Weight.STALLED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FENCE_NOT_APPLICABLE, FenceNotApplicable, STALLED",
        "FENCE_MISSES_IPV6,    FenceMissesIpv6,    STALLED",
        "NO_ALLOW_TO_FENCE,    NoAllowToFence,     STALLED",
        "ENDPOINT_NOT_PROVEN,  EndpointNotProven,  TOLD",
        "FENCE_NOT_PROVEN,     FenceNotProven,     TOLD"
    })
    void whatRefusesAFenceStopsItAndWhatIsOnlyDoubtedIsTold(FenceProblem.Kind kind, Reason reason, Weight weight) {
        assertThat(ProtectionReasons.of(kind)).isEqualTo(new ProtectionReasons.Weighed(reason, weight));
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSED_BY_POLICY,       ClosedByPolicy,       TOLD",
        "ALLOW_KEPT,             AllowKept,            TOLD",
        "RULE_UNMATCHED,         RuleUnmatched,        TOLD",
        "ALLOW_WOULD_OPEN,       AllowWouldOpen,       STALLED",
        "FOREIGN_POLICY_INVALID, ForeignPolicyInvalid, STALLED",
        "OPEN_TO_ACCOUNT,        OpenToAccount,        STALLED",
        "CANARY_SERVES,          CanaryServes,         STALLED",
        "DOCUMENT_TOO_LONG,      TooLarge,             STALLED"
    })
    void whatIsOnlySaidRefusesNothingUnlessItSaysSo(Standing.Say say, Reason reason, Weight weight) {
        assertThat(ProtectionReasons.of(new Standing.Note(say, "", false, "m")))
                .isEqualTo(new ProtectionReasons.Weighed(reason, weight));
        assertThat(ProtectionReasons.of(new Standing.Note(say, "", true, "m")))
                .isEqualTo(new ProtectionReasons.Weighed(reason, Weight.STALLED));
    }
}
