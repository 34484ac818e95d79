// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How fast one service may be called. Why these numbers: {@code docs/adr/0008-adaptive-budgets.md}.
 *
 * @param all the limits; an operation is subject to every limit that names it
 */
public record CallLimits(List<Limit> all) {

    public CallLimits {
        all = List.copyOf(all);
    }

    /**
     * One limit.
     *
     * @param name name in metrics
     * @param operations that share it
     * @param perSecond sustained calls a second to begin with
     * @param most calls a second to which it may grow while AWS takes them
     * @param burst calls at once, at least 1
     * @param recovery seconds in which the rate would grow from nothing to {@code perSecond}
     */
    public record Limit(
            String name, Set<Operation> operations, double perSecond, double most, double burst, double recovery) {

        private static final double LEAST_SHARE = 0.1;
        private static final double RECOVERY_SECONDS = 60;
        private static final double RECOVERY_CALLS = 10;

        public Limit {
            operations = Set.copyOf(operations);
            burst = Math.max(1, burst);
            most = Math.max(perSecond, most);
        }

        /** A limit that AWS has fixed: the rate never grows beyond it. */
        static Limit fixed(String name, Set<Operation> operations, double perSecond, double burst) {
            return new Limit(name, operations, perSecond, perSecond, burst, recovery(perSecond));
        }

        /** A limit that AWS does not publish: the rate may grow to twice what it begins with. */
        static Limit guessed(String name, Set<Operation> operations, double perSecond, double burst) {
            return new Limit(name, operations, perSecond, 2 * perSecond, burst, recovery(perSecond));
        }

        Limit faster(int timeDivisor) {
            return new Limit(
                    name, operations, perSecond * timeDivisor, most * timeDivisor, burst, recovery / timeDivisor);
        }

        /** Whether it is about one operation, of which AWS takes no two at once. */
        boolean oneAtATime() {
            return operations.size() == 1 && burst == 1;
        }

        /** The lowest rate to which throttling reduces it. */
        double least() {
            return perSecond * LEAST_SHARE;
        }

        /** By how much the rate grows each second. */
        double growth() {
            return perSecond / recovery;
        }

        /** Recovery time: an operation allowed once in twenty seconds has to see some answers of AWS before it is fast again. */
        private static double recovery(double perSecond) {
            return Math.max(RECOVERY_SECONDS, RECOVERY_CALLS / perSecond);
        }
    }

    /**
     * API Gateway's fixed limits for an account and region. The share applies to the total, which other tools use too; the limits of single
     * operations are AWS's own, with a smaller burst where AWS takes several at once: calls sent one after the other may arrive together, and throttling costs a
     * pause.
     *
     * @param percent our share of the total, 1 to 100
     * @param timeDivisor how much faster than AWS's clock everything goes, 1 in production
     */
    public static CallLimits apiGateway(int percent, int timeDivisor) {
        var share = percent / 100.0;
        return new CallLimits(Stream.of(
                        Limit.fixed("all", of(Operation.Service.API_GATEWAY), 10 * share, 40 * share),
                        single(Operation.UPDATE_USAGE_PLAN, 1 / 20.0, 1),
                        single(Operation.CREATE_API_KEY, 5, 2),
                        single(Operation.DELETE_API_KEY, 5, 2),
                        single(Operation.GET_RESOURCES, 5 / 2.0, 2),
                        single(Operation.CREATE_DEPLOYMENT, 1 / 5.0, 1))
                .map(limit -> limit.faster(timeDivisor))
                .toList());
    }

    /** IAM publishes no limits: a careful start for an account, from which the rates adapt. */
    public static CallLimits iam(int percent, int timeDivisor) {
        var share = percent / 50.0;
        var reads = of(Operation.Service.IAM);
        reads.removeIf(Operation::write);
        var writes = of(Operation.Service.IAM);
        writes.removeAll(reads);
        return new CallLimits(Stream.of(
                        Limit.guessed("reads", reads, 10 * share, 20 * share),
                        Limit.guessed("writes", writes, 5 * share, 10 * share))
                .map(limit -> limit.faster(timeDivisor))
                .toList());
    }

    /**
     * CloudWatch's limits for single operations in an account and region, of which alarms of others need their share too; AWS publishes no total.
     *
     * @param percent our share, 1 to 100
     */
    private static CallLimits cloudWatch(int percent, int timeDivisor) {
        var share = percent / 100.0;
        return new CallLimits(Stream.of(
                        single(Operation.DESCRIBE_ALARMS, 9 * share, 2),
                        single(Operation.LIST_TAGS_FOR_RESOURCE, 25 * share, 5),
                        single(Operation.PUT_METRIC_ALARM, 3 * share, 1),
                        single(Operation.DELETE_ALARMS, 3 * share, 1))
                .map(limit -> limit.faster(timeDivisor))
                .toList());
    }

    /** Organizations, of which an account asks a few dozen times at most: slow enough for the limits of any organization. */
    private static CallLimits organizations(int timeDivisor) {
        return new CallLimits(List.of(
                Limit.guessed("all", of(Operation.Service.ORGANIZATIONS), 5, 10).faster(timeDivisor)));
    }

    /** The limits of a service by their names; none where it has no budget. */
    public static List<String> names(Operation.Service service) {
        return of(service, 100, 1).stream()
                .flatMap(limits -> limits.all().stream())
                .map(Limit::name)
                .toList();
    }

    /** The limits of a service, empty where it has no budget: STS is called rarely, for the identity of each connection, logs for one call at a time. */
    static Optional<CallLimits> of(Operation.Service service, int percent, int timeDivisor) {
        return switch (service) {
            case STS, CLOUDWATCH_LOGS -> Optional.empty();
            case IAM -> Optional.of(iam(percent, timeDivisor));
            case API_GATEWAY -> Optional.of(apiGateway(percent, timeDivisor));
            case CLOUDWATCH -> Optional.of(cloudWatch(percent, timeDivisor));
            case ORGANIZATIONS -> Optional.of(organizations(timeDivisor));
        };
    }

    private static Limit single(Operation operation, double perSecond, double burst) {
        return Limit.fixed(operation.awsName(), Set.of(operation), perSecond, burst);
    }

    private static EnumSet<Operation> of(Operation.Service service) {
        return Stream.of(Operation.values())
                .filter(operation -> operation.service() == service)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Operation.class)));
    }
}
