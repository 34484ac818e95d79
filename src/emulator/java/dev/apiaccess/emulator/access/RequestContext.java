// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.wire.WireRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Condition keys every request has. */
public final class RequestContext {
    private RequestContext() {}

    /** The keys of a request at a moment, with those of its caller when it is known. */
    public static Map<String, List<String>> of(WireRequest request, @Nullable Caller caller, Instant now) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("aws:SourceIp", List.of(request.sourceIp()));
        keys.put("aws:CurrentTime", List.of(now.toString()));
        keys.put("aws:EpochTime", List.of(Long.toString(now.getEpochSecond())));
        keys.put("aws:SecureTransport", List.of("false"));
        String agent = request.header("user-agent");
        if (agent != null) {
            keys.put("aws:UserAgent", List.of(agent));
        }
        String referer = request.header("referer");
        if (referer != null) {
            keys.put("aws:Referer", List.of(referer));
        }
        if (caller != null) {
            principalKeys(keys, caller, now);
        }
        return keys;
    }

    private static void principalKeys(Map<String, List<String>> keys, Caller caller, Instant now) {
        keys.put("aws:PrincipalArn", List.of(caller.principalArn()));
        keys.put("aws:PrincipalAccount", List.of(caller.account().id()));
        keys.put("aws:userid", List.of(caller.userId()));
        Organization organization = caller.organization();
        if (organization != null) {
            keys.put("aws:PrincipalOrgID", List.of(organization.id()));
            keys.put(
                    "aws:PrincipalOrgPaths",
                    List.of(organization.path(caller.account().id())));
        }
        caller.tags().forEach((key, value) -> keys.put("aws:PrincipalTag/" + key, List.of(value)));
        if (caller.credential().sessionToken() != null) {
            // Long-term keys do not have these keys at all; a role's session never carries a second factor.
            Instant mfaAt = caller.credential().mfaAt();
            keys.put("aws:MultiFactorAuthPresent", List.of(Boolean.toString(mfaAt != null)));
            keys.put(
                    "aws:TokenIssueTime", List.of(caller.credential().issuedAt().toString()));
            if (mfaAt != null) {
                long age = now.getEpochSecond() - mfaAt.getEpochSecond();
                keys.put("aws:MultiFactorAuthAge", List.of(Long.toString(age)));
            }
        }
    }
}
