// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.Monitoring;
import dev.apiaccess.emulator.wire.WireRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One authenticated control-plane call while it runs under the account's lock.
 *
 * @param view what the call sees; for a stale read this is the past
 * @param now the time of the call
 */
public record Call(
        WireRequest request, Caller caller, String region, Account.View view, Instant now, Authorizer authorizer) {
    /** The caller's account. */
    public Account account() {
        return caller.account();
    }

    /** The IAM the call sees. */
    public IamState iam() {
        return view.iam();
    }

    /** The API Gateway the call sees. */
    public GatewayState gateway() {
        return view.gateway();
    }

    /** The CloudWatch the call sees. */
    public Monitoring monitoring() {
        return view.monitoring();
    }

    /**
     * Refuses unless the caller's policies allow the action.
     *
     * @param action as in {@code iam:CreatePolicy}
     * @param resource the ARN, or {@code *} for actions that have none
     * @param shown how the refusal names the resource
     * @param keys condition keys of the call beyond those every call has
     */
    public void allow(String action, String resource, String shown, Map<String, List<String>> keys) {
        authorizer.require(this, action, resource, shown, keys);
    }
}
