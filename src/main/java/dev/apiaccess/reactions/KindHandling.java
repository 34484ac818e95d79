// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.Snapshot;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * What is done with the objects of one kind where all kinds are gone through.
 *
 * @param view of what objects are looked at together
 * @param needsLook whether a look would change the status of an object, or AWS
 * @param unit what stands for an object alone in an account and region; empty of what stands for several, or is not in a region
 */
record KindHandling<P extends CustomResource<?, ? extends CommonStatus>>(
        Class<P> type, View view, BiPredicate<P, Snapshot> needsLook, BiFunction<P, Place, Optional<UnitKey>> unit) {

    /** What objects have in common is worked out once for all that share a view. */
    enum View {
        /** One view for all of them. */
        SHARED,
        /** What they have in common is in their namespace: the documents of all namespaces are not kept at once. */
        OF_NAMESPACE
    }

    /** Of a kind that has nothing of its own in a region. */
    static <P> BiFunction<P, Place, Optional<UnitKey>> noUnit() {
        return (_, _) -> Optional.empty();
    }
}
