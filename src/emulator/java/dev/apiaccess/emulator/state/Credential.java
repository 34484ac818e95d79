// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key pair the emulator gave out.
 *
 * @param accessKeyId unique over all accounts
 * @param secret what signs
 * @param sessionToken must be sent along with temporary credentials, null for permanent ones
 * @param accountId the account it belongs to
 * @param holder whom it stands for
 * @param issuedAt when it was made
 * @param expiresAt when temporary credentials end, null for permanent ones
 * @param mfaAt when the caller proved a second factor, null when it did not
 * @param session what the session was limited to when it began, null for nothing
 */
public record Credential(
        String accessKeyId,
        String secret,
        @Nullable String sessionToken,
        String accountId,
        Holder holder,
        Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant mfaAt,
        @Nullable SessionPolicies session) {
    @Override
    public String toString() {
        return "Credential[" + accessKeyId + ", account " + accountId + ", " + holder + "]";
    }
}
