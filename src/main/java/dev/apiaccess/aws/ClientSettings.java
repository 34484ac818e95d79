// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * What all clients of a process have in common.
 *
 * @param endpoint every service is asked there; null leaves it to the SDK, which honours {@code AWS_ENDPOINT_URL} and
 *     {@code AWS_ENDPOINT_URL_<SERVICE>}
 * @param region home region, where STS is asked; null leaves it to the SDK's default chain, then {@code us-east-1}
 * @param credentials the operator's own identity, from which roles are assumed; the giver closes it
 * @param connections open connections to AWS at most, all services together
 * @param connectTimeout until a connection stands, and until one of the pool is free
 * @param socketTimeout silence on an open connection
 * @param callTimeout a call in all, credentials included
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
