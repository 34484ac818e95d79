// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One AWS account. Everything in it is read and changed under its lock. */
public final class Account {
    private final String id;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Past> history = new ArrayDeque<>();
    private volatile IamState iam = new IamState();
    private volatile Map<String, Region> regions = new ConcurrentHashMap<>();

    private record Region(GatewayState gateway, Monitoring monitoring) {
        static Region empty() {
            return new Region(new GatewayState(), new Monitoring());
        }

        Region copy() {
            return new Region(gateway.copy(), monitoring.copy());
        }

        View with(IamState iam) {
            return new View(iam, gateway, monitoring);
        }
    }

    private record Past(Instant until, IamState iam, Map<String, Region> regions) {}

    /**
     * What a call sees of the account.
     *
     * @param iam the account's IAM
     * @param gateway the API Gateway of the call's region
     * @param monitoring the CloudWatch of the call's region
     */
    public record View(IamState iam, GatewayState gateway, Monitoring monitoring) {}

    /** An empty account with a twelve-digit id. */
    public Account(String id) {
        this.id = id;
    }

    /** The twelve digits. */
    public String id() {
        return id;
    }

    /** Runs something while nobody else reads or changes the account. */
    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The present. */
    public View now(String region) {
        return regions.computeIfAbsent(region, ignored -> Region.empty()).with(iam);
    }

    /** The account as it was at a moment, as far back as it was {@link #keep kept}. */
    public View at(Instant moment, String region) {
        for (Past past : history) {
            if (past.until().isAfter(moment)) {
                return past.regions().getOrDefault(region, Region.empty()).with(past.iam());
            }
        }
        return now(region);
    }

    /** Keeps the present as the past, before a change; what is older than the given age is forgotten. */
    public void keep(Instant now, Duration age) {
        history.removeIf(p -> p.until().isBefore(now.minus(age)));
        Map<String, Region> copies = new HashMap<>();
        regions.forEach((region, state) -> copies.put(region, state.copy()));
        history.addLast(new Past(now, iam.copy(), copies));
    }

    /** Back to an empty account. */
    public void clear() {
        iam = new IamState();
        regions = new ConcurrentHashMap<>();
        history.clear();
    }
}
