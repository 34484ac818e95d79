// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One step in the life of a grant's keys, as data. Each is one conditional update of one Secret: the result is computed from what the
 * API server has, and after a concurrent change nothing is written. So a step may be decided on an older view, be carried out twice, or
 * be cut off anywhere. No step holds a value made by the operator: that is made when the step is carried out.
 */
public sealed interface KeyStep {

    /** A step that edits what is stored. */
    sealed interface Edit extends KeyStep {

        /** What is stored afterwards. */
        KeyHistory of(KeyHistory stored);
    }

    /** A step that stores another value. */
    sealed interface Renew extends KeyStep {

        /** The revision of the value. */
        int number();

        /** The value where it is imported, empty where one is made. */
        Optional<KeptValue> imported();

        /** What is stored afterwards. */
        KeyHistory of(KeyHistory stored, KeptValue value, Instant at);
    }

    /**
     * Stores a value where none is stored, before AWS sees it.
     *
     * @param imported the value where it is imported, empty where one is made
     * @param before a key whose value is lost, which goes on until the next is handed over
     * @param request for another key, which a new one answers
     */
    record Store(int number, Optional<KeptValue> imported, Optional<KeyRevision> before, Optional<String> request)
            implements KeyStep {

        /** What is stored afterwards, unless another write came first. */
        public KeyHistory of(KeptValue value, Instant at) {
            var newest = KeyRevision.issued(number, value, at);
            return before.map(one -> KeyHistory.of(one).with(newest))
                    .orElseGet(() -> KeyHistory.of(newest))
                    .withRotateRequest(request);
        }
    }

    /**
     * Our own Secret was deleted, and the consumer's still has the value of the key: it is stored anew.
     *
     * @param request for another key that was followed, as far as status knows
     */
    record Restore(KeyRevision handed, Optional<String> request) implements KeyStep {

        /** What is stored afterwards, unless another write came first. */
        public KeyHistory history() {
            return KeyHistory.of(handed).withRotateRequest(request);
        }
    }

    /** What is stored was left behind, and AWS has its key: it becomes the grant's own. */
    record Adopt() implements KeyStep {}

    /** The newest value may have been put there by others: another takes its place, whatever is recorded of it. */
    record Distrust(int instead, int number) implements Renew {

        @Override
        public Optional<KeptValue> imported() {
            return Optional.empty();
        }

        @Override
        public KeyHistory of(KeyHistory stored, KeptValue value, Instant at) {
            return stored.newest().number() == instead
                    ? stored.insteadOfNewest(KeyRevision.issued(number, value, at))
                    : stored;
        }
    }

    /** Sets back times that were recorded by a clock that was ahead. */
    record SetBack(Instant now, Duration settleTime) implements Edit {

        @Override
        public KeyHistory of(KeyHistory stored) {
            return stored.notAheadOf(now, settleTime);
        }
    }

    /**
     * AWS has the key in all its plans: records from when on it is usable. What was recorded for another incarnation of it does not
     * count.
     */
    record NoteUsable(int number, String keyId, Instant usableAt) implements Edit {

        @Override
        public KeyHistory of(KeyHistory stored) {
            return stored.edit(
                    number,
                    one -> one.usableAt().isPresent() && one.keyId().equals(Optional.of(keyId))
                            ? one
                            : one.withUsableAt(keyId, usableAt));
        }
    }

    /** Writes the consumer's Secret, unless it is as desired already. */
    record HandOver(KeyRevision revision, String keyId) implements KeyStep {}

    /** The consumer has the key. One whose value was lost was kept until now, for consumers that still had it. */
    record NotePublished(int number, Instant at) implements Edit {

        @Override
        public KeyHistory of(KeyHistory stored) {
            var noted = stored.edit(number, one -> one.publishedAt().isPresent() ? one : one.withPublishedAt(at));
            return noted.previous().filter(one -> one.publishedAt().isEmpty()).isPresent() ? noted.onlyNewest() : noted;
        }
    }

    /**
     * Another key is introduced beside the one that the consumer has.
     *
     * @param after the revision that it follows
     * @param request for another key, which this one answers
     */
    record Begin(int after, int number, Optional<KeptValue> imported, Optional<String> request) implements Renew {

        @Override
        public KeyHistory of(KeyHistory stored, KeptValue value, Instant at) {
            return stored.newest().number() == after
                    ? stored.with(KeyRevision.issued(number, value, at))
                            .withRotateRequest(request.or(stored::rotateRequest))
                    : stored;
        }
    }

    /** The newest value was not handed over, and AWS may never take it: another takes its place. */
    record Supersede(int instead, int number, Optional<KeptValue> imported) implements Renew {

        @Override
        public KeyHistory of(KeyHistory stored, KeptValue value, Instant at) {
            return stored.newest().number() == instead
                            && stored.newest().publishedAt().isEmpty()
                    ? stored.insteadOfNewest(KeyRevision.issued(number, value, at))
                    : stored;
        }
    }

    /** The overlap is over: the old key is no longer wanted. The key in the consumer's hands is never dropped. */
    record DropReplaced() implements Edit {

        @Override
        public KeyHistory of(KeyHistory stored) {
            return stored.newest().publishedAt().isPresent() ? stored.onlyNewest() : stored;
        }
    }

    /** A request for another key is met by the one that is on its way. */
    record Acknowledge(String request) implements Edit {

        @Override
        public KeyHistory of(KeyHistory stored) {
            return stored.withRotateRequest(Optional.of(request));
        }
    }
}
