// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records calls in their order, lets tests break or hold them, and runs their effects one at a time. */
public final class FakeCalls {

    /** What the exception says that stands for a defect. */
    public static final String BUG = "index 3 of secret-looking-detail";

    /** One call as it was made. */
    public record Call(Operation operation, String what) {
        @Override
        public String toString() {
            return operation.awsName() + " " + what;
        }
    }

    /** Calls of one operation that wait inside of AWS until the test lets them go. */
    public static final class Hold {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        /** Whether a call has arrived. */
        public boolean entered() {
            return entered.getCount() == 0;
        }

        public void release() {
            released.countDown();
        }
    }

    /** @param kind null for a defect of our own */
    private record Fault(AwsFailure.@Nullable Kind kind, boolean afterEffect) {

        RuntimeException thrown(Operation operation, String message) {
            return kind == null
                    ? new IllegalStateException(BUG + " in " + operation)
                    : failure(kind, operation, message);
        }
    }

    private final Object lock = new Object();
    private final List<Call> made = new ArrayList<>();
    private final Map<Operation, Deque<Fault>> faults = new EnumMap<>(Operation.class);
    private final Map<Operation, Hold> holds = new EnumMap<>(Operation.class);
    private int inFlight;
    private int mostInFlight;

    /** The next call of an operation fails before it has an effect. */
    public void failBefore(Operation operation, AwsFailure.Kind kind) {
        fault(operation, new Fault(kind, false));
    }

    /** The next call of an operation has its effect, but the answer is lost. */
    public void loseAnswer(Operation operation) {
        fault(operation, new Fault(AwsFailure.Kind.AMBIGUOUS, true));
    }

    /** The next call of an operation has its effect, and our own code fails over the answer. */
    public void failOverAnswer(Operation operation) {
        fault(operation, new Fault(null, true));
    }

    /** Our own code fails before the next call of an operation is sent. */
    public void failInside(Operation operation) {
        fault(operation, new Fault(null, false));
    }

    /** Holds the calls of an operation from now on. */
    public Hold hold(Operation operation) {
        synchronized (lock) {
            var hold = new Hold();
            holds.put(operation, hold);
            return hold;
        }
    }

    public List<Call> made() {
        synchronized (lock) {
            return List.copyOf(made);
        }
    }

    public List<Operation> operations() {
        return made().stream().map(Call::operation).toList();
    }

    public List<Call> writes() {
        return made().stream().filter(call -> call.operation().write()).toList();
    }

    public long count(Operation operation) {
        return made().stream().filter(call -> call.operation() == operation).count();
    }

    public void forget() {
        synchronized (lock) {
            made.clear();
            mostInFlight = 0;
        }
    }

    /** How many calls were inside of AWS at once. */
    public int mostInFlight() {
        synchronized (lock) {
            return mostInFlight;
        }
    }

    <T> T make(Operation operation, String what, Supplier<T> effect) {
        Hold hold;
        Fault fault;
        synchronized (lock) {
            made.add(new Call(operation, what));
            mostInFlight = Math.max(mostInFlight, ++inFlight);
            hold = holds.get(operation);
            var queue = faults.get(operation);
            fault = queue == null ? null : queue.poll();
        }
        try {
            if (hold != null) {
                hold.entered.countDown();
                awaitUninterruptibly(hold.released);
            }
            if (fault != null && !fault.afterEffect()) {
                throw fault.thrown(operation, "told to fail");
            }
            T answer;
            synchronized (lock) {
                answer = effect.get();
            }
            if (fault != null) {
                throw fault.thrown(operation, "answer lost");
            }
            return answer;
        } finally {
            synchronized (lock) {
                inFlight--;
            }
        }
    }

    static AwsFailure failure(AwsFailure.Kind kind, Operation operation, String message) {
        return new AwsFailure(kind, operation, kind.name(), message, null, null);
    }

    private void fault(Operation operation, Fault fault) {
        synchronized (lock) {
            faults.computeIfAbsent(operation, _ -> new ArrayDeque<>()).add(fault);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        var interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
