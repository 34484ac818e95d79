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

/** Where those wait who create a key in one account and region. One import at a time. */
final class ImportRoom {

    /** What became of somebody who waits. */
    enum State {
        WAITING,
        /** An import with this key is being made. */
        TAKEN,
        MADE,
        FAILED,
        /** Goes by itself. */
        RELEASED
    }

    /**
     * One who waits. Who leaves does so while nobody departs, so whoever departs may speak for those who are there: their units'
     * threads stand still.
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

        /** Waits for a turn of its own too, while no import is under way. */
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

        /** Makes the call for all, with its own turn. */
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

        /** Whoever sits there goes; nothing is made for it any more, whatever went wrong. */
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

    /** Whether one is being made or about to be: who comes now waits for it, and not for a turn. */
    boolean underWay() {
        return departing;
    }

    /** One is about to be made. Turns that come to those who go along would be taken from others. */
    void departs(Seat leader) {
        departing = true;
        synchronized (seats) {
            seats.stream().filter(seat -> seat != leader).forEach(Seat::callOff);
        }
    }

    /** The leader and those who came first. */
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

    /** Memberships in plans that those who wait need. */
    int plans() {
        synchronized (seats) {
            return seats.stream().mapToInt(seat -> seat.plans).sum();
        }
    }

    /** Where many come at once more of them follow: waits until some time has passed since the last import. */
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

    /** It was made. */
    void departed(long now) {
        lastDeparture = now;
    }

    /** Whether it was made or not, it is over. */
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
