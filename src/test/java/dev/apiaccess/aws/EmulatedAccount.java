// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.emulator.Emulator;
import dev.apiaccess.emulator.EmulatorOptions;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An emulator of its own with one account; its administrator is a user, since root may not assume roles. */
final class EmulatedAccount implements AutoCloseable {

    static final String ID = "111122223333";

    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final AwsCredentialsProvider administrator;

    EmulatedAccount() {
        var root = emulator.createAccount(ID);
        try (var seed =
                new Seed(emulator.endpoint(), provider(root.accessKeyId(), root.secretAccessKey()), "eu-west-1")) {
            administrator = seed.administrator("admin");
        }
    }

    Emulator emulator() {
        return emulator;
    }

    URI endpoint() {
        return emulator.endpoint();
    }

    AwsCredentialsProvider administrator() {
        return administrator;
    }

    static AwsCredentialsProvider provider(String accessKey, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secret));
    }

    @Override
    public void close() {
        emulator.close();
    }
}
