// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Settings against a server on loopback. */
final class TestSettings {

    static final AwsCredentialsProvider ROOT =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret"));

    private TestSettings() {}

    static ClientSettings at(URI endpoint) {
        return with(endpoint, ROOT, Duration.ofSeconds(20));
    }

    static ClientSettings with(@Nullable URI endpoint, AwsCredentialsProvider credentials, Duration patience) {
        return new ClientSettings(
                endpoint, "eu-west-1", credentials, 8, Duration.ofSeconds(5), patience, patience.plusSeconds(5));
    }
}
