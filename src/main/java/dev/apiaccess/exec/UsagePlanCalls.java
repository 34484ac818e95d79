// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.exec.Applier.done;

import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.plan.UsagePlanChange;
import dev.apiaccess.port.GatewayPort;

/** The calls that change usage plans. */
final class UsagePlanCalls {

    private UsagePlanCalls() {}

    static Answer make(GatewayPort gateway, UsagePlanChange change) {
        return switch (change) {
            case UsagePlanChange.CreateUsagePlan create ->
                new Answer.Made(gateway.createUsagePlan(create.plan(), create.tags()));
            case UsagePlanChange.UpdateUsagePlan update ->
                done(() -> gateway.updateUsagePlan(update.planId(), update.operations()));
            case UsagePlanChange.DeleteUsagePlan delete -> done(() -> gateway.deleteUsagePlan(delete.planId()));
            case UsagePlanChange.TagUsagePlan tag -> done(() -> gateway.tagUsagePlan(tag.planId(), tag.tags()));
        };
    }
}
