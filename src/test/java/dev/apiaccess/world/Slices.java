// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.GatewayListing;
import dev.apiaccess.testing.Samples;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Listings, and single things whose content is told apart by a word. */
final class Slices {

    static final String OTHER_ACCOUNT = "444455556666";
    static final String OTHER_REGION = "us-east-1";

    private Slices() {}

    static Observed.Policy policy(String word) {
        var policy = Samples.policy("/" + word).policy();
        return new Observed.Policy(
                Optional.of(new ExistingPolicy(Samples.policyArn(), "ANPA1", "v1", List.of(), policy)));
    }

    static Observed.Plan plan(String word) {
        return new Observed.Plan(
                List.of(new ExistingPlan("plan-" + word, Samples.plan(word, 1).plan())));
    }

    static Observed.Key key(String word, String... planIds) {
        return new Observed.Key(List.of(new ExistingKey(
                "key-" + word, Samples.key(word, true, planIds).newest().key())));
    }

    static IamSlice iam(Instant beganAt, Map<UnitKey, ? extends Observed> things) {
        return iam(FakeAws.ACCOUNT, beganAt, things);
    }

    static IamSlice iam(String accountId, Instant beganAt, Map<UnitKey, ? extends Observed> things) {
        var owned = new HashMap<UnitKey.PolicyUnit, ExistingPolicy>();
        var claim = new HashMap<UnitKey, ExistingPolicy>();
        things.forEach((unit, thing) -> {
            if (thing instanceof Observed.Policy(var existing, var _) && existing.isPresent()) {
                if (unit instanceof UnitKey.PolicyUnit policy) {
                    owned.put(policy, existing.get());
                } else {
                    claim.put(unit, existing.get());
                }
            }
        });
        return new IamSlice(
                accountId,
                beganAt,
                owned,
                Map.of(),
                Map.of(),
                AccountQuotas.DEFAULT,
                claim.values().stream().findFirst());
    }

    static GatewaySlice gateway(Instant beganAt, Map<UnitKey, ? extends Observed> things) {
        return gateway(FakeAws.ACCOUNT, FakeAws.REGION, beganAt, things);
    }

    static GatewaySlice gateway(
            String accountId, String region, Instant beganAt, Map<UnitKey, ? extends Observed> things) {
        var plans = new HashMap<UnitKey.UsagePlanUnit, List<ExistingPlan>>();
        var keys = new HashMap<UnitKey.ApiKeyUnit, List<ExistingKey>>();
        things.forEach((unit, thing) -> {
            if (unit instanceof UnitKey.UsagePlanUnit plan && thing instanceof Observed.Plan(var existing, var _)) {
                plans.put(plan, existing);
            } else if (unit instanceof UnitKey.ApiKeyUnit key && thing instanceof Observed.Key(var existing, var _)) {
                keys.put(key, existing);
            }
        });
        return GatewayListing.of(accountId, region, beganAt)
                .plans(plans)
                .keys(keys)
                .counts(plans.size(), keys.size())
                .slice();
    }
}
