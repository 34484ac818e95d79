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

    /** @param source gives a provider that renews by itself, and a fresh one each time it is asked */
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

    /** When those used last end, empty when they do not. */
    Optional<Instant> end() {
        return Optional.ofNullable(end);
    }

    /** AWS refused what we had although its time was not over (a revoked session, a clock that is off): ask anew. */
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
