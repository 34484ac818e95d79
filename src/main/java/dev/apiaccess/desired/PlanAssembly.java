// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import java.util.SortedMap;
import java.util.TreeMap;

/** The usage plan of an ApiRateLimit. */
public final class PlanAssembly {

    private PlanAssembly() {}

    public static UnitKey.PlanUnit unit(PlanIntent intent) {
        return new UnitKey.PlanUnit(
                intent.accountId(),
                intent.region(),
                intent.owner().namespace(),
                intent.owner().name());
    }

    public static Desired.Plan assemble(PlanIntent intent, Naming naming) {
        var owner = intent.owner();
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        intent.stages()
                .forEach(stage ->
                        stages.put(new ApiStage(stage.apiId(), stage.stage()), new TreeMap<>(stage.methods())));
        return new Desired.Plan(
                unit(intent),
                new UsagePlan(
                        naming.planName(owner.namespace(), owner.name()),
                        naming.objectDescription(owner.namespace(), owner.name()),
                        intent.throttle(),
                        intent.quota(),
                        stages),
                naming.tags(owner, intent.uid()));
    }

    /** Tells one wanted plan from another. */
    public static String digest(Desired.Plan desired) {
        return Digest.of(26, desired.plan().toString());
    }
}
