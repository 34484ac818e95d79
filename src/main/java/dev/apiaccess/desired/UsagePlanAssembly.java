// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import java.util.SortedMap;
import java.util.TreeMap;

/** The usage plan of an ApiRateLimit. */
public final class UsagePlanAssembly {

    private UsagePlanAssembly() {}

    /**
     * The desired plan where one exists.
     *
     * @param observed the plan in AWS: stages that are left out but may exist all the same stay in it
     */
    public static Desired.Plan assemble(UsagePlanIntent intent, Naming naming, Observed.Plan observed) {
        var desired = assemble(intent, naming);
        var stages = new TreeMap<>(desired.plan().stages());
        observed.proven()
                .ifPresent(existing -> intent.missing().stream()
                        .filter(UsagePlanIntent.MissingStage::stays)
                        .forEach(one -> existing.plan().stages().forEach((stage, limits) -> {
                            if (stage.stage().equals(one.stage())
                                    && (one.apiId() == null || one.apiId().equals(stage.apiId()))) {
                                stages.putIfAbsent(stage, limits);
                            }
                        })));
        var plan = desired.plan();
        return new Desired.Plan(
                desired.unit(),
                new UsagePlan(plan.name(), plan.description(), plan.throttle(), plan.quota(), stages),
                desired.tags());
    }

    /** Digest of the plan as if nothing were missing: a stage that went or came is no edit. */
    public static String wholeDigest(UsagePlanIntent intent, Naming naming) {
        return digest(assemble(intent.whole(), naming));
    }

    /** The desired plan where none exists. */
    public static Desired.Plan assemble(UsagePlanIntent intent, Naming naming) {
        var owner = intent.owner();
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        intent.stages()
                .forEach(stage ->
                        stages.put(new ApiStage(stage.apiId(), stage.stage()), new TreeMap<>(stage.methods())));
        return new Desired.Plan(
                intent.unit(),
                new UsagePlan(
                        naming.planName(owner.namespace(), owner.name()),
                        naming.objectDescription(owner.namespace(), owner.name()),
                        intent.throttle(),
                        intent.quota(),
                        stages),
                naming.tags(owner, intent.uid()));
    }

    /** Digest of a desired plan. */
    public static String digest(Desired.Plan desired) {
        return Digest.of(26, desired.plan().toString());
    }
}
