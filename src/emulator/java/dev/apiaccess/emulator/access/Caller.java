// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.Credential;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Holder;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.Organization;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who signed a request.
 *
 * @param account the caller's account
 * @param credential the key pair that signed
 * @param arn as STS and error messages show it
 * @param principalArn as policies see it: for a session the ARN of its role
 * @param userId the unique id, with the session's name for sessions
 * @param organization of the account, null when it is in none
 */
public record Caller(
        Account account,
        Credential credential,
        String arn,
        String principalArn,
        String userId,
        @Nullable Organization organization) {

    /** The caller behind a verified key pair; the entity must still be there. */
    static Caller of(Account account, Credential credential, @Nullable Organization organization) {
        IamState iam = account.now("us-east-1").iam();
        String prefix = "arn:aws:iam::" + account.id() + ":";
        return switch (credential.holder()) {
            case Holder.Root() ->
                new Caller(account, credential, prefix + "root", prefix + "root", account.id(), organization);
            case Holder.User(String name) -> {
                Entity user = iam.entity(Entity.Kind.USER, name).orElseThrow(Authenticator::unknownKey);
                yield new Caller(account, credential, user.arn(), user.arn(), user.id(), organization);
            }
            case Holder.Session(String name, String session) -> {
                Entity role = iam.entity(Entity.Kind.ROLE, name).orElseThrow(Authenticator::unknownKey);
                String shown = "arn:aws:sts::" + account.id() + ":assumed-role/" + role.name() + "/" + session;
                yield new Caller(account, credential, shown, role.arn(), role.id() + ":" + session, organization);
            }
        };
    }

    /** Whether this is the account itself, which may do everything in it. */
    public boolean isRoot() {
        return credential.holder() instanceof Holder.Root;
    }

    /** The tags of the user or role, empty for the account itself. */
    public Map<String, String> tags() {
        IamState iam = account.now("us-east-1").iam();
        return switch (credential.holder()) {
            case Holder.Root() -> Map.of();
            case Holder.User(String name) ->
                iam.entity(Entity.Kind.USER, name).map(Entity::tags).orElse(Map.of());
            case Holder.Session(String name, String ignored) ->
                iam.entity(Entity.Kind.ROLE, name).map(Entity::tags).orElse(Map.of());
        };
    }
}
