// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** IAM and STS as our emulator plays them: no gaps are allowed here. */
class EmulatorIamPortTest extends IamPortContract {

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
}
