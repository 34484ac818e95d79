// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.port.GatewayPort;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Authorizers with API Gateway as our emulator plays it. */
class EmulatorAuthorizerPortTest extends PortContract implements AuthorizerContract {

    private final EmulatedAccount account = new EmulatedAccount();

    @Override
    URI start() {
        return account.endpoint();
    }

    @Override
    AwsCredentialsProvider administrator() {
        return account.administrator();
    }

    @AfterAll
    void stop() {
        account.close();
    }

    @Override
    public GatewayPort gateway() {
        return access().gateway(REGION);
    }

    @Override
    public String shop() {
        return seed().api(unique("shop"), "prod");
    }

    @Override
    public void lets(String function) {
        account.emulator().authorizes("{\"lambdaArn\":\"" + function + "\",\"tokens\":{}}");
    }
}
