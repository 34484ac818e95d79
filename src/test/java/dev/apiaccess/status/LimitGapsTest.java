// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.AwsConnection;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that bound less than they seem to are told to whoever wrote them. */
class LimitGapsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RateLimit | {rate: {requests: 10, per: 1s}} | tenant t has limits.rate and no limits.burst: its rate limits may ask for any burst, set limits.burst too",
                "RateLimit | {burst: 10} | tenant t has limits.burst and no limits.rate: its rate limits may ask for any rate, set limits.rate too",
                "RateLimit | {rate: {requests: 10, per: 1s}, burst: 10} | ''",
                "RateLimit | {quotaPerDay: 10} | ''",
                "RateLimit | null | ''",
                "Key | {rate: {requests: 10, per: 1s}} | ''"
            })
    void aBoundWithoutItsCounterpart(String may, String limits, String told) {
        var connection = Serialization.unmarshal(
                "kind: AwsConnection\napiVersion: apiaccess.dev/v1alpha1\nspec: {tenants: [{name: t, may: [" + may
                        + "], limits: " + limits + "}]}",
                AwsConnection.class);

        assertThat(LimitGaps.of(connection)).isEqualTo(told);
    }
}
