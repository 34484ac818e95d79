// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.plan.PolicyChange;
import dev.apiaccess.plan.UsagePlanChange;
import dev.apiaccess.port.AwsConnector.AwsAccess;

/** Makes the one call of a change. */
final class Applier {

    private Applier() {}

    static Answer apply(AwsAccess access, UnitKey unit, Change change) {
        var region = unit.place().region();
        return switch (change) {
            case PolicyChange one -> PolicyCalls.make(access.iam(), unit, one);
            case UsagePlanChange one -> UsagePlanCalls.make(access.gateway(region), one);
            case ApiKeyChange one -> ApiKeyCalls.make(access.gateway(region), one);
        };
    }

    /** A call whose answer tells nothing that the change does not. */
    static Answer done(Runnable call) {
        call.run();
        return new Answer.Done();
    }
}
