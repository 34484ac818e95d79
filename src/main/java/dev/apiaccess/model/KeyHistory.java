// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The live values of a grant's key, oldest first: one, or two during a rotation.
 *
 * @param revisions at least one, by number
 * @param rotateRequest the last request to rotate that was followed, as the user wrote it
 */
public record KeyHistory(List<KeyRevision> revisions, Optional<String> rotateRequest) {

    public KeyHistory {
        if (revisions.isEmpty()) {
            throw new IllegalArgumentException("a history has at least one revision");
        }
        revisions = revisions.stream()
                .sorted(Comparator.comparingInt(KeyRevision::number))
                .toList();
    }

    /** The history of the first value of a grant, or of the first after all were lost. */
    public static KeyHistory of(KeyRevision first) {
        return new KeyHistory(List.of(first), Optional.empty());
    }

    public KeyRevision newest() {
        return revisions.getLast();
    }

    /** The revision that the newest replaces; empty when there is only one. */
    public Optional<KeyRevision> previous() {
        return revisions.size() < 2 ? Optional.empty() : Optional.of(revisions.get(revisions.size() - 2));
    }

    public Optional<KeyRevision> find(int number) {
        return revisions.stream().filter(one -> one.number() == number).findFirst();
    }

    /** Adds a revision, or takes the place of the one with its number. */
    public KeyHistory with(KeyRevision revision) {
        var next = new ArrayList<>(revisions);
        next.removeIf(one -> one.number() == revision.number());
        next.add(revision);
        return new KeyHistory(next, rotateRequest);
    }

    /** The same with a change of one revision; unchanged when it is not there. */
    public KeyHistory edit(int number, UnaryOperator<KeyRevision> change) {
        return find(number).map(one -> with(change.apply(one))).orElse(this);
    }

    /** The same with another value instead of the newest; the one before it stays. */
    public KeyHistory insteadOfNewest(KeyRevision revision) {
        var next = new ArrayList<>(revisions);
        next.removeLast();
        if (next.isEmpty() || !next.getLast().value().equals(revision.value())) {
            next.add(revision);
        }
        return new KeyHistory(next, rotateRequest);
    }

    /** The same with the newest only. */
    public KeyHistory onlyNewest() {
        return new KeyHistory(List.of(newest()), rotateRequest);
    }

    public KeyHistory withRotateRequest(Optional<String> request) {
        return new KeyHistory(revisions, request);
    }

    /**
     * The same without times in the future, noted by a clock that was ahead: otherwise a key would settle, or two would overlap, until that
     * time comes.
     *
     * @param settle the longest time that a key may have left to settle
     */
    public KeyHistory notAheadOf(Instant now, Duration settle) {
        var next = this;
        for (var one : revisions) {
            var changed = one;
            if (one.issuedAt().filter(at -> !at.isAfter(now)).isEmpty()) {
                changed = changed.withIssuedAt(now);
            }
            if (one.publishedAt().filter(at -> at.isAfter(now)).isPresent()) {
                changed = changed.withPublishedAt(now);
            }
            if (one.keyId().isPresent()
                    && one.usableAt().filter(at -> at.isAfter(now.plus(settle))).isPresent()) {
                changed = changed.withUsableAt(one.keyId().get(), now.plus(settle));
            }
            if (!changed.equals(one)) {
                next = next.with(changed);
            }
        }
        return next;
    }
}
