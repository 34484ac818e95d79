// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import dev.apiaccess.emulator.wire.AwsError;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rates at which AWS takes control-plane calls. API Gateway's are published and fixed, per account and region; IAM's are
 * not published, the numbers here are a careful guess; CloudWatch's for alarms are published, those for their tags are not.
 */
public final class Limits {
    private static final Map<String, Rate> OPERATIONS = Map.ofEntries(
            Map.entry("CreateApiKey", new Rate(5, 5)),
            Map.entry("DeleteApiKey", new Rate(5, 5)),
            Map.entry("CreateResource", new Rate(5, 5)),
            Map.entry("DeleteResource", new Rate(5, 5)),
            Map.entry("GetResources", new Rate(2.5, 5)),
            Map.entry("UpdateUsagePlan", new Rate(1 / 20.0, 1)),
            Map.entry("UpdateAccount", new Rate(1 / 20.0, 1)),
            Map.entry("CreateDeployment", new Rate(1 / 5.0, 1)),
            Map.entry("CreateRestApi", new Rate(1 / 3.0, 1)),
            Map.entry("DeleteRestApi", new Rate(1 / 30.0, 1)));
    private static final Map<String, Rate> MONITORING =
            Map.of("PutMetricAlarm", new Rate(3, 3), "DeleteAlarms", new Rate(3, 3), "DescribeAlarms", new Rate(9, 9));
    private static final Rate MONITORING_OTHERS = new Rate(10, 10);
    private static final Rate GATEWAY_TOTAL = new Rate(10, 40);
    private static final Rate IAM_READS = new Rate(20, 40);
    private static final Rate IAM_WRITES = new Rate(10, 20);
    private final Clock clock;
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private volatile boolean enforced;
    private volatile double timeDivisor;

    private record Rate(double perSecond, int burst) {}

    /** Limits that are enforced or not, all windows divided by the divisor. */
    public Limits(Clock clock, boolean enforced, double timeDivisor) {
        this.clock = clock;
        this.enforced = enforced;
        this.timeDivisor = timeDivisor;
    }

    /** Switches all limits on or off, with full buckets. */
    public void set(boolean on, double divisor) {
        buckets.clear();
        enforced = on;
        timeDivisor = divisor;
    }

    /** Whether limits are enforced. */
    public boolean enforced() {
        return enforced;
    }

    /** What all windows are divided by. */
    public double timeDivisor() {
        return timeDivisor;
    }

    /**
     * Counts a call.
     *
     * @throws AwsError Throttling when it comes too fast
     */
    public void check(String account, String region, String service, String operation, boolean write) {
        if (!enforced) {
            return;
        }
        switch (service) {
            case "apigateway" -> {
                String place = account + "/" + region + "/";
                take(place + "all", GATEWAY_TOTAL);
                Rate rate = OPERATIONS.get(operation);
                if (rate != null) {
                    take(place + operation, rate);
                }
            }
            case "monitoring" ->
                take(
                        account + "/" + region + "/monitoring/" + operation,
                        MONITORING.getOrDefault(operation, MONITORING_OTHERS));
            case "iam" -> take(account + "/iam/" + write, write ? IAM_WRITES : IAM_READS);
            default -> {}
        }
    }

    private void take(String bucket, Rate rate) {
        long wait = buckets.computeIfAbsent(
                        bucket, ignored -> new TokenBucket(clock, rate.perSecond() * timeDivisor, rate.burst()))
                .take();
        if (wait > 0) {
            int seconds = (int) Math.min(3600, Math.ceilDiv(wait, 1000L));
            String message =
                    bucket.contains("/iam/") || bucket.contains("/monitoring/") ? "Rate exceeded" : "Too Many Requests";
            throw new AwsError(400, "Throttling", message, seconds);
        }
    }
}
