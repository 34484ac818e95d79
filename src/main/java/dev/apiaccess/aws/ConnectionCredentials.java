// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/** Credentials of a connection, fetched at the first call; failing to get them is a {@link CredentialsFailure}. */
final class ConnectionCredentials implements AwsCredentialsProvider {

    private final Supplier<? extends AwsCredentialsProvider> source;
    private @Nullable AwsCredentialsProvider current;
    private volatile @Nullable Instant end;

    /** @param source creates a provider that renews by itself, a fresh one each time */
    ConnectionCredentials(Supplier<? extends AwsCredentialsProvider> source) {
        this.source = source;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            var credentials = current().resolveCredentials();
            end = credentials.expirationTime().orElse(null);
            return credentials;
        } catch (CredentialsFailure e) {
            throw e;
        } catch (SdkException e) {
            throw new CredentialsFailure(e);
        }
    }

    /** When the credentials used last end, empty when they do not. */
    Optional<Instant> end() {
        return Optional.ofNullable(end);
    }

    /** Drops credentials that AWS refused before they expired (a revoked session, a wrong clock), to fetch new ones. */
    synchronized void forget() {
        current = null;
    }

    private synchronized AwsCredentialsProvider current() {
        var provider = current;
        if (provider == null) {
            provider = source.get();
            current = provider;
        }
        return provider;
    }
}
