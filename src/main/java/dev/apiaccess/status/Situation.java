// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.intent.Withdrawal;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The situation of one object at one moment, as far as all kinds share it: what a {@code Look} gathers and an assessor decides on.
 *
 * @param verdict what it wants, or why it cannot have it
 * @param unread whether nothing newer can be said than what its status says ({@code Snapshot.unread})
 * @param withdrawal what its connection takes back
 * @param tried results of writing its units
 * @param <I> what objects of the kind want
 */
public record Situation<O extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>, I>(
        O object,
        Verdict<I> verdict,
        Stance<I> stance,
        boolean unread,
        Withdrawal withdrawal,
        Tried tried,
        Instant now) {

    /** What it wants, null when it cannot have it. */
    @Nullable
    I intent() {
        return verdict instanceof Verdict.Wanted<I>(var intent) ? intent : null;
    }
}
