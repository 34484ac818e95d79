// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Budget;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where keys to be created in one account and region wait. One import at a time. */
final class ImportRoom {

    /** State of a waiting key. */
    enum State {
        WAITING,
        /** An import with this key is being made. */
        TAKEN,
        MADE,
        FAILED,
        /** Is created by a call of its own. */
        RELEASED
    }

    /**
     * A waiting key. A seat is left only while no import departs, so the leader may act for all seats: the threads of their units stand
     * still.
     */
    final class Seat implements AutoCloseable {
        private final UnitKey.ApiKeyUnit unit;
        private final Mailbox box;
        private final int plans;
        private volatile Budget.@Nullable Turn turn;
        private volatile State state = State.WAITING;
        private volatile @Nullable AwsFailure failure;
        private volatile boolean leads;

        private Seat(UnitKey.ApiKeyUnit unit, Mailbox box, int plans) {
            this.unit = unit;
            this.box = box;
            this.plans = plans;
        }

        /** Adds a turn of its own to wait for, called off while an import is under way. */
        void waitsFor(Budget.Turn own) {
            turn = own;
            if (state != State.WAITING || departing) {
                own.callOff();
            }
        }

        /** Whether its own turn has come, so that it may make a call. */
        boolean mayCall() {
            var own = turn;
            return own != null && own.come();
        }

        private void callOff() {
            var own = turn;
            if (own != null) {
                own.callOff();
            }
        }

        UnitKey.ApiKeyUnit unit() {
            return unit;
        }

        Mailbox box() {
            return box;
        }

        State state() {
            return state;
        }

        @Nullable
        AwsFailure failure() {
            return failure;
        }

        /** Marks the seat that makes the call for all, with its own turn. */
        void lead() {
            leads = true;
        }

        boolean leads() {
            return leads;
        }

        void taken() {
            end(State.TAKEN);
        }

        void made() {
            end(State.MADE);
        }

        void failed(AwsFailure why) {
            failure = why;
            end(State.FAILED);
        }

        void released() {
            end(State.RELEASED);
        }

        /** Leaves the seat: no import takes the key any more, also after a failure. */
        @Override
        public void close() {
            leave();
            box.flies(false);
        }

        private void leave() {
            synchronized (seats) {
                seats.remove(this);
            }
        }

        private void end(State next) {
            state = next;
            box.flies(next == State.TAKEN);
            callOff();
            leave();
        }
    }

    private final ReentrantLock departure = new ReentrantLock();
    private final Set<Seat> seats = new LinkedHashSet<>();
    private volatile @Nullable Instant pausedUntil;
    private @Nullable Long lastDeparture;
    private volatile boolean departing;

    Seat sit(UnitKey.ApiKeyUnit unit, Mailbox box, ApiKeyChange.CreateApiKey create) {
        var seat = new Seat(unit, box, create.key().planIds().size());
        synchronized (seats) {
            seats.add(seat);
        }
        return seat;
    }

    /** Waits until no import is under way. */
    void enter() throws InterruptedException {
        departure.lockInterruptibly();
    }

    void exit() {
        departure.unlock();
    }

    /** Whether an import is being made or about to be: a key that arrives now waits for it, not for a turn. */
    boolean underWay() {
        return departing;
    }

    /** An import is about to be made. Calls off the turns of the keys in it, which would be taken from other calls. */
    void departs(Seat leader) {
        departing = true;
        synchronized (seats) {
            seats.stream().filter(seat -> seat != leader).forEach(Seat::callOff);
        }
    }

    /** The leader and the seats taken first. */
    List<Seat> together(Seat leader, int most) {
        synchronized (seats) {
            var all = new ArrayList<Seat>();
            all.add(leader);
            seats.stream().filter(seat -> seat != leader).limit(most - 1L).forEach(all::add);
            return all;
        }
    }

    int waiting() {
        synchronized (seats) {
            return seats.size();
        }
    }

    /** Memberships in plans that the waiting keys need. */
    int plans() {
        synchronized (seats) {
            return seats.stream().mapToInt(seat -> seat.plans).sum();
        }
    }

    /** Waits until some time has passed since the last import: where many keys arrive at once, more of them follow. */
    void linger(long now, Duration atLeast) throws InterruptedException {
        var last = lastDeparture;
        if (last != null) {
            var left = atLeast.toNanos() - (now - last);
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        }
    }

    /** Whether an import was made so lately that more keys may follow. */
    boolean lingers(long now, Duration atLeast) {
        var last = lastDeparture;
        return last != null && now - last < atLeast.toNanos();
    }

    /** Records the time of an import. */
    void departed(long now) {
        lastDeparture = now;
    }

    /** The import is over, whether it was made or not. */
    void stays() {
        departing = false;
    }

    /** Imports are not tried before then. */
    void pause(Instant until) {
        pausedUntil = until;
    }

    boolean paused(Instant now) {
        var until = pausedUntil;
        return until != null && now.isBefore(until);
    }
}
