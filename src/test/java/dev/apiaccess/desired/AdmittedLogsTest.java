// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.world.ProtectionPart;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmittedLogsTest {

    private static final Optional<ProtectionPart.LoggingRole> NONE =
            Optional.of(new ProtectionPart.LoggingRole(Optional.empty()));
    private static final String GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:orders";
    private static final String STREAM =
            "arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-orders";

    @Test
    void withoutARoleNothingIsWrittenToCloudWatchLogs() {
        assertThat(AdmittedLogs.of(wish("ERROR", GROUP), NONE)).isEqualTo(wish(null, null));
    }

    @Test
    void whatNeedsNoRoleStays() {
        assertThat(AdmittedLogs.of(wish("OFF", STREAM), NONE)).isEqualTo(wish("OFF", STREAM));
    }

    @Test
    void withARoleAndWhereItIsNotKnownAllOfItIsWanted() {
        var role = Optional.of(new ProtectionPart.LoggingRole(Optional.of("arn:aws:iam::111122223333:role/logs")));

        assertThat(AdmittedLogs.of(wish("INFO", GROUP), role)).isEqualTo(wish("INFO", GROUP));
        assertThat(AdmittedLogs.of(wish("INFO", GROUP), Optional.empty())).isEqualTo(wish("INFO", GROUP));
    }

    private static StageWish wish(@Nullable String execution, @Nullable String destination) {
        return new StageWish(
                Optional.empty(),
                new TreeMap<>(),
                Optional.of(true),
                Optional.ofNullable(execution),
                Optional.ofNullable(destination).map(arn -> new ShownStage.AccessLog(arn, "$context.requestId")),
                new TreeMap<>());
    }
}
