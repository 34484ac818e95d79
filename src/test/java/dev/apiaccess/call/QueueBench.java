// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Waiting calls with the buckets of some limits and a clock that goes on only when all have to wait. */
final class QueueBench {

    /** A call that counts how often it is looked at. */
    static final class Call implements WaitingCall {
        private final Operation operation;
        private final Caller caller;
        private final long since;
        private final AtomicLong touches;

        Call(Operation operation, Caller caller, long since, AtomicLong touches) {
            this.operation = operation;
            this.caller = caller;
            this.since = since;
            this.touches = touches;
        }

        @Override
        public Operation operation() {
            touches.incrementAndGet();
            return operation;
        }

        @Override
        public Caller caller() {
            touches.incrementAndGet();
            return caller;
        }

        @Override
        public long since() {
            touches.incrementAndGet();
            return since;
        }

        @Override
        public String toString() {
            return operation.awsName() + " of " + caller;
        }
    }

    final AtomicLong touches = new AtomicLong();
    private final WaitingCalls<Call> waiting;
    private long now;

    QueueBench(CallLimits limits) {
        var buckets = new LinkedHashMap<String, TokenBucket>();
        limits.all().forEach(limit -> buckets.put(limit.name(), new TokenBucket(limit, now)));
        waiting = new WaitingCalls<>(Budget.byOperation(limits, buckets));
    }

    /** Takes what an operation's limits let through at once. */
    void exhaust(Operation operation) {
        while (waiting.buckets(operation).stream().allMatch(bucket -> bucket.delay(now) == 0)) {
            waiting.buckets(operation).forEach(bucket -> bucket.take(now));
        }
    }

    /** AWS refuses a call of the operation. */
    void throttle(Operation operation) {
        waiting.buckets(operation).getFirst().throttled(now, now, now);
    }

    Call add(Operation operation, String namespace, Priority priority) {
        var call = new Call(operation, new Caller(namespace, priority), now++, touches);
        waiting.add(call);
        return call;
    }

    /** A call that goes on with what an earlier one of its namespace began. */
    Call goOn(Operation operation, String namespace, Priority priority) {
        var call = new Call(operation, new Caller(namespace, priority, true), now++, touches);
        waiting.add(call);
        return call;
    }

    void add(int calls, Operation operation, String namespace, Priority priority) {
        for (var call = 0; call < calls; call++) {
            add(operation, namespace, priority);
        }
    }

    /** The next that are served, in their order. */
    List<Call> run(int turns) {
        var served = new ArrayList<Call>();
        while (served.size() < turns) {
            var call = waiting.next(now);
            if (call == null) {
                now += Math.max(1, waiting.delay(now));
            } else {
                served.add(call);
            }
        }
        return served;
    }

    double estimate(Operation operation, String namespace, Priority priority) {
        return seconds(waiting.estimate(operation, new Caller(namespace, priority), now));
    }

    double secondsUntilServed(Call call) {
        var began = now;
        Call served;
        do {
            served = run(1).getFirst();
        } while (!served.equals(call));
        return seconds(now - began);
    }

    static List<String> namespaces(List<Call> calls) {
        return calls.stream().map(call -> call.caller.namespace()).toList();
    }

    static List<Priority> priorities(List<Call> calls) {
        return calls.stream().map(call -> call.caller.priority()).toList();
    }

    private static double seconds(long nanos) {
        return (double) nanos / TimeUnit.SECONDS.toNanos(1);
    }
}
