// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Caller;
import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Credential;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Holder;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.state.SessionPolicies;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The security token service. */
final class StsOperations {
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::(\\d{12}):role/(.*/)?([^/]+)");
    private static final Pattern SESSION = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern CODE = Pattern.compile("\\d{6}");
    private final Accounts accounts;

    StsOperations(Accounts accounts) {
        this.accounts = accounts;
    }

    void register(Map<String, QueryHandler> to) {
        to.put("GetCallerIdentity", StsOperations::whoAmI);
        to.put("AssumeRole", this::assume);
        to.put("GetSessionToken", this::sessionToken);
    }

    private static void whoAmI(Call call, Params params, Xml out) {
        Caller caller = call.caller();
        out.text("Arn", caller.arn())
                .text("UserId", caller.userId())
                .text("Account", call.account().id());
    }

    private void assume(Call call, Params params, Xml out) {
        String arn = params.need("RoleArn");
        String session = params.need("RoleSessionName");
        if (!SESSION.matcher(session).matches()) {
            throw Rules.invalid("1 validation error detected: Value '" + session
                    + "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " [\\w+=,.@-]* and have length between 2 and 64");
        }
        @Nullable SessionPolicies limits = SessionRules.read(params);
        if (call.caller().isRoot()) {
            throw new AwsError(403, "AccessDenied", "Roles may not be assumed by root accounts.");
        }
        Matcher parts = ROLE.matcher(arn);
        @Nullable Entity role = null;
        @Nullable Account owner = null;
        if (parts.matches()) {
            owner = accounts.account(parts.group(1)).orElse(null);
            role = owner == null ? null : role(owner, arn, parts.group(3));
        }
        boolean mfa = params.get("SerialNumber") != null && code(params);
        @Nullable
        Organization organization =
                owner == null ? null : accounts.organizations().of(owner.id()).orElse(null);
        call.authorizer().requireAssume(call, arn, role, organization, params.get("ExternalId"), mfa);
        if (role == null || owner == null) {
            throw new AwsError(
                    403,
                    "AccessDenied",
                    "User: " + call.caller().arn() + " is not authorized to perform: sts:AssumeRole on resource: "
                            + arn);
        }
        if (limits != null) {
            SessionRules.attachable(limits, owner);
        }
        Duration life = life(params, role.maxSessionSeconds());
        Credential made = accounts.issue(owner.id(), new Holder.Session(role.name(), session), life, null, limits);
        String shown = "arn:aws:sts::" + owner.id() + ":assumed-role/" + role.name() + "/" + session;
        String roleId = role.id();
        credentials(out, made);
        out.element(
                "AssumedRoleUser",
                x -> x.text("AssumedRoleId", roleId + ":" + session).text("Arn", shown));
        if (limits != null) {
            out.text("PackedPolicySize", SessionRules.percent(limits));
        }
    }

    private static @Nullable Entity role(Account owner, String arn, String name) {
        // Another account's roles are read without its lock held for long; our own lock is already held by this thread.
        return owner.now("us-east-1")
                .iam()
                .entity(Entity.Kind.ROLE, name)
                .filter(r -> r.arn().equals(arn))
                .orElse(null);
    }

    private static Duration life(Params params, int longest) {
        int seconds;
        try {
            seconds = Integer.parseInt(params.get("DurationSeconds", "3600"));
        } catch (NumberFormatException e) {
            throw Rules.invalid("DurationSeconds must be a number");
        }
        if (seconds < 900 || seconds > Math.max(longest, 3600)) {
            throw Rules.invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return Duration.ofSeconds(seconds);
    }

    private void sessionToken(Call call, Params params, Xml out) {
        if (call.caller().credential().sessionToken() != null) {
            throw new AwsError(403, "AccessDenied", "Cannot call GetSessionToken with session credentials");
        }
        @Nullable Instant mfaAt = params.get("SerialNumber") != null && code(params) ? call.now() : null;
        Credential made = accounts.issue(
                call.account().id(), call.caller().credential().holder(), life(params, 129_600), mfaAt, null);
        credentials(out, made);
    }

    /** Any six digits will do: the emulator keeps no devices. */
    private static boolean code(Params params) {
        if (!CODE.matcher(params.get("TokenCode", "")).matches()) {
            throw new AwsError(
                    403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        }
        return true;
    }

    private static void credentials(Xml out, Credential made) {
        out.element(
                "Credentials",
                x -> x.text("AccessKeyId", made.accessKeyId())
                        .text("SecretAccessKey", made.secret())
                        .text("SessionToken", made.sessionToken())
                        .text("Expiration", made.expiresAt()));
    }
}
