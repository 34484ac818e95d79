// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;

/** Reads the usage plan of a tier. */
final class UsagePlanReader {

    private UsagePlanReader() {}

    static Observed read(SingleRead read, UnitKey.UsagePlanUnit unit, Observed.Plan known) throws InterruptedException {
        var gateway = read.account().access().gateway(unit.region());
        var things = SingleRead.known(known);
        if (known.existing().isEmpty()) {
            // Names are not unique: only the whole list shows whether a create without answer had an effect.
            for (var plan : read.all(unit.region(), Operation.GET_USAGE_PLANS, gateway::getUsagePlans)) {
                var mark = read.naming().planUnit(unit.accountId(), unit.region(), plan.plan());
                if (read.isNews(unit, plan, mark, things)) {
                    things.add(plan);
                }
            }
        }
        var found = new ArrayList<ExistingPlan>();
        var choice = read.choice(unit);
        for (var one : things) {
            if (!choice.takes(one)) {
                found.add(one);
                continue;
            }
            var tagged = read.call(unit.region(), Operation.GET_USAGE_PLAN, () -> gateway.getUsagePlan(one.id()));
            if (tagged.isPresent()) {
                read.prove(unit, one.id(), tagged.get().tags());
                found.add(tagged.get().value().withTags(tagged.get().tags()));
            }
        }
        return new Observed.Plan(found);
    }
}
