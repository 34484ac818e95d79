// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Observed;
import dev.apiaccess.rotation.KeyLife;
import dev.apiaccess.rotation.KeyStep;
import java.util.Objects;
import java.util.Optional;

/** What is stored of a grant's keys, and whether it may be used. It writes nothing: what is missing is the next step. */
public interface StoredKeys {

    /** What is stored, as far as it may be used. */
    sealed interface Kept {

        /** Values that may be used. */
        record Known(KeyHistory history) implements Kept {}

        /**
         * Something has to be stored first.
         *
         * @param stored what is, empty when nothing is
         */
        record Missing(KeyStep step, Optional<KeyHistory> stored) implements Kept {}

        /** Nothing can be stored, or used. */
        record Refused(Verdict.Rejected<KeyHistory> why) implements Kept {}
    }

    /** What is known to be stored, which may lag behind. */
    Optional<KeyHistory> seen(ApiKeyGrant grant);

    /**
     * What is stored. When our Secret was deleted, the consumer's still has the value; when both are gone the value is lost, and the
     * key gets another one under the next revision.
     *
     * @param found what is proven to be ours
     * @param all everything in AWS that bears a name of this grant
     */
    Kept of(ApiKeyGrant grant, KeyIntent intent, Observed.Key found, Observed.Key all);

    /**
     * The highest revision that status or a name in AWS has, proven or not: when our Secret was lost and the consumer's brought an
     * earlier revision back, a number that a key in AWS bears would be given to another value. A name far ahead does not count.
     */
    int told(ApiKeyGrant grant, KeyHistory history, Observed.Key all);

    /** Whether the consumer's Secret is known to be right, so that nothing has to be written. In a terminating namespace nothing is. */
    boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId);

    /** What the grant imports instead of the newest value; empty when it imports none, or it is the same, or none can be read now. */
    Optional<KeptValue> instead(ApiKeyGrant grant, KeyIntent intent, KeyRevision newest);

    /** What is stored after the steps of a pass. */
    static Kept of(Verdict<KeyHistory> stored) {
        return kept(stored.then(history -> Verdict.wanted(new Kept.Known(history))));
    }

    /** What is stored, unless it was refused. */
    static Kept kept(Verdict<Kept> verdict) {
        return switch (verdict) {
            case Verdict.Wanted<Kept>(var kept) -> kept;
            case Verdict.Rejected<Kept>(var reason, var message, var waiting) ->
                new Kept.Refused(new Verdict.Rejected<>(reason, message, waiting));
        };
    }

    /** The highest revision that status names, 0 when it names none. */
    static int told(ApiKeyGrant grant) {
        var status = grant.getStatus();
        var told = status == null ? null : status.revision();
        return told == null ? 0 : told;
    }

    /** Whether status, which only the operator writes, says that the consumer was given a revision. */
    static boolean isServed(ApiKeyGrant grant, int number) {
        var status = grant.getStatus();
        var rotation = status == null ? null : status.rotation();
        return status != null
                && status.secretName() != null
                && Objects.equals(status.revision(), number)
                && (rotation == null
                        || !(KeyLife.Phase.Introducing.name().equals(rotation.phase())
                                || KeyLife.Phase.Issuing.name().equals(rotation.phase())));
    }
}
