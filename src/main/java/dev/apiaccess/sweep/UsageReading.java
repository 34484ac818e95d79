// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static java.util.stream.Collectors.toMap;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Quota;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.PlanUsage;
import dev.apiaccess.world.UsageSlice;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what our keys have used of their quotas: one call for each plan, and only for plans with a quota and an enabled key of ours.
 * Nothing is written because of it, so a failure spoils no listing; it is counted like every call, and logged once.
 */
final class UsageReading {

    private static final int MOST_PAGES = 500;

    private final Accounts accounts;
    private final World world;
    private final Clock clock;
    private final Trouble trouble = new Trouble("the use of quotas");

    UsageReading(Accounts accounts, World world, Clock clock) {
        this.accounts = accounts;
        this.world = world;
        this.clock = clock;
    }

    /**
     * Reads the usage of the plans and keys of the last listing. For plans that cannot be read, the last value stays while their period
     * lasts.
     */
    void read(Accounts.Account account, String region) throws InterruptedException {
        var listing = world.gateway(account.accountId(), region);
        if (listing.isEmpty()) {
            return;
        }
        var known = world.readings()
                .usage(account.accountId(), region)
                .map(UsageSlice::plans)
                .orElse(Map.of());
        var plans = new HashMap<String, PlanUsage>();
        var reading = new Reading();
        var keys = working(listing.get());
        for (var existing : listing.get().plans().values()) {
            for (var plan : existing) {
                var quota = plan.plan().quota();
                var keyIds = keys.getOrDefault(plan.id(), Set.of());
                if (quota == null || keyIds.isEmpty()) {
                    continue;
                }
                var usage = reading.of(account, region, plan, quota, keyIds);
                if (usage != null) {
                    plans.put(plan.id(), usage);
                } else if (known.containsKey(plan.id())) {
                    plans.put(plan.id(), known.get(plan.id()));
                }
            }
        }
        world.readings().publish(new UsageSlice(account.accountId(), region, plans));
        trouble.tell(account.accountId() + " in " + region, reading.failure);
    }

    /** One round over the plans, which ends early when AWS would refuse the rest too. */
    private final class Reading {

        private final LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        private @Nullable AwsFailure failure;
        private boolean over;

        @Nullable
        PlanUsage of(Accounts.Account account, String region, ExistingPlan plan, Quota quota, Set<String> keyIds)
                throws InterruptedException {
            if (over) {
                return null;
            }
            var gateway = account.access().gateway(region);
            var first = quota.period().first(today);
            try {
                var usage = Pages.all(
                        accounts,
                        account,
                        region,
                        Operation.GET_USAGE,
                        Caller.SWEEP,
                        position -> gateway.getUsage(plan.id(), first, today, keyIds, position),
                        MOST_PAGES);
                return new PlanUsage(
                        quota, first, usage.stream().collect(toMap(KeyUsage::keyId, one -> one, (_, later) -> later)));
            } catch (AwsFailure refused) {
                if (refused.kind() != AwsFailure.Kind.NOT_FOUND) {
                    failure = refused;
                }
                over = Trouble.general(refused);
                return null;
            }
        }
    }

    /** Our enabled keys, by plan. */
    private static Map<String, Set<String>> working(GatewaySlice listing) {
        var byPlan = new HashMap<String, Set<String>>();
        listing.keys().values().stream()
                .flatMap(List::stream)
                .filter(key -> key.key().enabled())
                .forEach(key -> key.key()
                        .planIds()
                        .forEach(plan -> byPlan.computeIfAbsent(plan, _ -> new TreeSet<>())
                                .add(key.id())));
        return byPlan;
    }
}
