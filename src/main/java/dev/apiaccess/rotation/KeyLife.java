// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import dev.apiaccess.model.KeyHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What comes next in the life of a key: introduce the next one, hand it over, let both work for a while, drop the old one. What was
 * done is read from the history alone, so that it resumes after any crash.
 */
public final class KeyLife {

    private KeyLife() {}

    /** The next step. */
    public sealed interface Next {

        /**
         * Nothing to do.
         *
         * @param until when something will be, empty when only an event can bring it about
         */
        record Keep(Optional<Instant> until) implements Next {}

        /** Nothing to do though the key is due: no window is open. */
        record WaitForWindow(Optional<Instant> opens, Instant due) implements Next {}

        /** The request is met by a replacement already under way. */
        record Acknowledge(String request) implements Next {}

        /** The overlap is over: only the newest is needed. */
        record Retire() implements Next {}

        /** The value on its way to the consumer is no longer wanted: another one takes its place. */
        record Supersede() implements Next {}

        /**
         * Another value is needed.
         *
         * @param due since when
         */
        record Rotate(Instant due) implements Next {}
    }

    /**
     * One-time requests of the owner.
     *
     * @param rotate the request as written, empty when there is none
     * @param replaced whether the value that the grant imports was replaced by another one
     */
    public record Asked(Optional<String> rotate, boolean replaced) {}

    /** The phase that a history is in. */
    public enum Phase {
        /** The first key is on its way to the consumer. */
        Issuing,
        /** One key works. */
        Idle,
        /** A new key is on its way to the consumer, which has the old one. */
        Introducing,
        /** The consumer has the new key; the old one still works. */
        Overlap
    }

    public static Phase phase(KeyHistory history) {
        var alone = history.previous().isEmpty();
        return history.newest().publishedAt().isEmpty()
                ? alone ? Phase.Issuing : Phase.Introducing
                : alone ? Phase.Idle : Phase.Overlap;
    }

    /** @param rotation on the clock of {@code now} */
    public static Next next(KeyHistory history, Rotation rotation, Asked asked, Instant now) {
        var newest = history.newest();
        var request = asked.rotate().filter(one -> !history.rotateRequest().equals(Optional.of(one)));
        if (newest.publishedAt().isEmpty() && asked.replaced()) {
            return new Next.Supersede();
        }
        if (newest.publishedAt().isEmpty()) {
            return request.<Next>map(Next.Acknowledge::new).orElseGet(() -> new Next.Keep(Optional.empty()));
        }
        if (history.previous().isPresent()) {
            var ends = newest.publishedAt().get().plus(rotation.overlap());
            return ends.isAfter(now) ? new Next.Keep(Optional.of(ends)) : new Next.Retire();
        }
        if (request.isPresent() || asked.replaced()) {
            return new Next.Rotate(now);
        }
        var due = newest.issuedAt().flatMap(at -> rotation.due(newest.number(), at));
        if (due.isEmpty()) {
            return new Next.Keep(Optional.empty());
        }
        var begins = rotation.begins(newest.number(), due.get(), now);
        if (begins.isPresent() && !begins.get().isAfter(now)) {
            return new Next.Rotate(due.get());
        }
        return due.get().isAfter(now) ? new Next.Keep(begins) : new Next.WaitForWindow(begins, due.get());
    }

    /** When the old key of a running overlap ends, empty when none runs. */
    public static Optional<Instant> overlapEnds(KeyHistory history, Duration overlap) {
        return phase(history) == Phase.Overlap
                ? history.newest().publishedAt().map(at -> at.plus(overlap))
                : Optional.empty();
    }
}
