// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Naming;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.AlarmChange;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.plan.PolicyChange;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.plan.UsagePlanChange;
import dev.apiaccess.port.AwsConnector.AwsAccess;

/** Makes the AWS call of a change. */
final class Applier {

    private Applier() {}

    static Answer apply(AwsAccess access, Naming naming, UnitKey unit, Change change) {
        var region = unit.place().region();
        return switch (change) {
            case PolicyChange one -> PolicyCalls.make(access.iam(), unit, one);
            case UsagePlanChange one -> UsagePlanCalls.make(access.gateway(region), one);
            case RestApiChange one -> RestApiCalls.make(access.gateway(region), naming, one);
            case AlarmChange one -> AlarmCalls.make(access.alarms(region), one);
            case ApiKeyChange one -> ApiKeyCalls.make(access.gateway(region), one);
        };
    }

    /** A call whose answer adds nothing to what the change says. */
    static Answer done(Runnable call) {
        call.run();
        return new Answer.Done();
    }
}
