// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.SessionPolicies;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which session policies STS takes along with a role. */
final class SessionRules {
    private static final int MOST_ARNS = 10;
    private static final int LONGEST = 2048;

    private SessionRules() {}

    /** The policies a call sends, null when it sends none. */
    static @Nullable SessionPolicies read(Params params) {
        String inline = params.get("Policy");
        List<String> arns = new ArrayList<>();
        String arn = params.get("PolicyArns.member.1.arn");
        for (int i = 2; arn != null; i++) {
            arns.add(arn);
            arn = params.get("PolicyArns.member." + i + ".arn");
        }
        if (inline == null && arns.isEmpty()) {
            return null;
        }
        if (arns.size() > MOST_ARNS) {
            throw Rules.invalid("1 validation error detected: Value at 'policyArns' failed to satisfy constraint:"
                    + " Member must have length less than or equal to " + MOST_ARNS);
        }
        if (inline != null) {
            if (inline.isEmpty() || inline.length() > LONGEST) {
                throw Rules.invalid("1 validation error detected: Value at 'policy' failed to satisfy constraint:"
                        + " Member must have length between 1 and " + LONGEST);
            }
            Documents.identity(inline);
        }
        SessionPolicies policies = new SessionPolicies(inline, List.copyOf(arns));
        int percent = percent(policies);
        if (percent > 100) {
            throw new AwsError(
                    400,
                    "PackedPolicyTooLarge",
                    "Packed policy consumes " + percent + "% of allotted space, please use smaller policy.");
        }
        return policies;
    }

    /** Refuses managed policies that the role's account does not have. */
    static void attachable(SessionPolicies policies, Account owner) {
        IamState iam = owner.now("us-east-1").iam();
        policies.arns().forEach(arn -> Rules.attachable(iam, arn));
    }

    /** How much of the room for session policies these take. AWS packs them in a way that it does not publish; here the texts count. */
    static int percent(SessionPolicies policies) {
        String inline = policies.inline();
        int length = (inline == null ? 0 : inline.length())
                + policies.arns().stream().mapToInt(String::length).sum();
        return (length * 100 + LONGEST - 1) / LONGEST;
    }
}
