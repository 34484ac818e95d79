// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.PolicyAssembly;
import dev.apiaccess.iam.PolicyLimits;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.PolicySize;
import dev.apiaccess.model.PrincipalRef;

/** The content of a policy that has no room for an object, and what would make room. */
final class TooLargeText {

    private TooLargeText() {}

    static String of(AccessIntent intent, PrincipalRef principal, PolicyAssembly.TooLarge tooLarge) {
        var others = tooLarge.sharers() == 0
                ? ""
                : ", and " + tooLarge.sharers()
                        + (tooLarge.sharers() == 1
                                ? " other object of the namespace takes "
                                : " other objects of the namespace take ")
                        + tooLarge.theirs();
        return "the policy of " + principal.text() + " would have " + tooLarge.characters() + " characters, AWS takes "
                + PolicyLimits.MANAGED_POLICY_SIZE + ": " + PolicySize.text(PolicySize.costs(intent, principal))
                + others
                + ": "
                + PolicySize.REMEDY;
    }
}
