// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Common settings of all clients of a process.
 *
 * @param endpoint endpoint of every service; null leaves it to the SDK, which honours {@code AWS_ENDPOINT_URL} and
 *     {@code AWS_ENDPOINT_URL_<SERVICE>}
 * @param region home region, for STS; null leaves it to the SDK's default chain, then {@code us-east-1}
 * @param credentials the operator's own identity, from which roles are assumed; closed by its owner
 * @param connections open connections to AWS at most, all services together
 * @param connectTimeout until a connection is established, and until one of the pool is free
 * @param socketTimeout silence on an open connection
 * @param callTimeout for a whole call, credentials included
 */
public record ClientSettings(
        @Nullable URI endpoint,
        @Nullable String region,
        AwsCredentialsProvider credentials,
        int connections,
        Duration connectTimeout,
        Duration socketTimeout,
        Duration callTimeout) {

    /** Endpoint, region and credentials from the SDK's default chains: environment, system properties, profile, pod. */
    public static ClientSettings standard() {
        return new ClientSettings(
                null,
                null,
                DefaultCredentialsProvider.builder().build(),
                32,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }
}
