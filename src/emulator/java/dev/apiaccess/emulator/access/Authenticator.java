// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Credential;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.wire.Authorization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.SigV4;
import dev.apiaccess.emulator.wire.WireRequest;
import java.time.Clock;
import java.time.Instant;

/** Finds out who signed a request. Error codes are those of the query protocol. */
public final class Authenticator {
    private final Accounts accounts;
    private final Clock clock;

    /** Looks keys up in the given accounts. */
    public Authenticator(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * Verifies key, token, date and signature.
     *
     * @throws AwsError InvalidClientTokenId, ExpiredToken, SignatureDoesNotMatch
     */
    public Caller authenticate(WireRequest request, Authorization claim) {
        Credential credential = accounts.credential(claim.accessKeyId()).orElseThrow(Authenticator::unknownKey);
        String token = request.header("x-amz-security-token");
        if (credential.sessionToken() != null && !credential.sessionToken().equals(token)) {
            throw unknownKey();
        }
        if (credential.sessionToken() == null && token != null) {
            throw unknownKey();
        }
        Instant now = clock.instant();
        SigV4.verify(request, claim, credential.secret(), now);
        Instant end = credential.expiresAt();
        if (end != null && !now.isBefore(end)) {
            throw new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
        }
        Account account = accounts.account(credential.accountId()).orElseThrow(Authenticator::unknownKey);
        Organization organization = accounts.organizations().of(account.id()).orElse(null);
        return account.locked(() -> Caller.of(account, credential, organization));
    }

    static AwsError unknownKey() {
        return new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }
}
