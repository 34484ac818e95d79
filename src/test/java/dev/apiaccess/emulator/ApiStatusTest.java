// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.Op;

/** An API that AWS changes in the background. */
class ApiStatusTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private void rename(String api) {
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE).path("/name").value("renamed")));
    }

    @Test
    void whileAnApiIsChangedInTheBackgroundChangesWait() {
        // given
        String api = aws.api("orders");
        String resource = aws.method(api, "orders", "NONE", false);
        aws.deploy(api);
        assertThat(aws.gateway.getRestApi(r -> r.restApiId(api)).apiStatusAsString())
                .isEqualTo("AVAILABLE");

        // when
        emulator.status("{\"api\":\"" + api + "\",\"status\":\"UPDATING\"}");

        // then it is read and served, not changed
        String text =
                "There is already an update in progress. Please wait until the current update finishes before making"
                        + " another request.";
        assertThat(aws.gateway.getRestApis().items().getFirst().apiStatusAsString())
                .isEqualTo("UPDATING");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> rename(api))
                .withMessageContaining(text);
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.deploy(api))
                .withMessageContaining(text);
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.updateMethod(r -> r.restApiId(api)
                        .resourceId(resource)
                        .httpMethod("GET")
                        .patchOperations(
                                p -> p.op(Op.REPLACE).path("/authorizationType").value("AWS_IAM"))))
                .withMessageContaining(text);

        // when it failed, then it says why, and changes are taken
        emulator.status("{\"api\":\"" + api + "\",\"status\":\"FAILED\",\"message\":\"no certificate\"}");
        assertThat(aws.gateway.getRestApi(r -> r.restApiId(api)).apiStatusMessage())
                .isEqualTo("no certificate");
        rename(api);
    }
}
