// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The results of the steps of one pass. Informers lag behind what was just written, so the next look of the pass goes by this; the next
 * pass goes by what is seen then.
 *
 * @param stored what is stored as the API server had it last, or why nothing could be; empty before the first step
 * @param handedOver ids by revision of the keys that were handed over
 * @param handing why the consumer's Secret is not as desired: that keeps nothing from ending
 * @param refused why a step could not be recorded: nothing more is tried in this pass
 * @param turned whether the life of the keys took a turn
 */
public record KeyProgress(
        Optional<Verdict<KeyHistory>> stored,
        Map<Integer, String> handedOver,
        Optional<Refusal> handing,
        Optional<Verdict.Rejected<KeyHistory>> refused,
        boolean turned) {

    /** Nothing was done yet. */
    public static final KeyProgress NONE =
            new KeyProgress(Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), false);

    /**
     * Why a key could not be handed over.
     *
     * @param wrong the revision when its stored value is not that of its key, and it was never handed over
     */
    public record Refusal(Verdict.Rejected<KeyRevision> why, Optional<Integer> wrong) {}

    public KeyProgress {
        handedOver = Map.copyOf(handedOver);
    }

    /** Something is stored, or could not be. */
    public KeyProgress stored(Verdict<KeyHistory> now) {
        return new KeyProgress(Optional.of(now), handedOver, handing, refused, turned);
    }

    /**
     * What is stored was changed, or could not be.
     *
     * @param turn whether it is a turn in the life of the keys
     */
    public KeyProgress changed(Verdict<KeyHistory> now, boolean turn) {
        return switch (now) {
            case Verdict.Wanted<KeyHistory> wanted ->
                new KeyProgress(Optional.of(wanted), handedOver, handing, refused, turned || turn);
            case Verdict.Rejected<KeyHistory> rejected ->
                new KeyProgress(stored, handedOver, handing, Optional.of(rejected), turned);
        };
    }

    /** The same, after a key was handed over. */
    public KeyProgress handedOver(int number, String keyId) {
        var more = new HashMap<>(handedOver);
        more.put(number, keyId);
        return new KeyProgress(stored, more, handing, refused, turned);
    }

    /** The same, after a key could not be handed over. */
    public KeyProgress notHandedOver(Refusal why) {
        return new KeyProgress(stored, handedOver, Optional.of(why), refused, turned);
    }
}
