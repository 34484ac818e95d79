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
 * How objects of one kind are handled where the code iterates over all kinds.
 *
 * @param view which objects share a view when they are assessed
 * @param needsLook whether a reconcile would change the status of an object, or AWS
 * @param unit the unit of an object alone in an account and region; empty for units of several objects, or outside of a region
 */
record KindHandling<P extends CustomResource<?, ? extends CommonStatus>>(
        Class<P> type, View view, BiPredicate<P, Snapshot> needsLook, BiFunction<P, Place, Optional<UnitKey>> unit) {

    /** What objects have in common is computed once for all that share a view. */
    enum View {
        /** One view for all of them. */
        SHARED,
        /** One view for each namespace: the documents of all namespaces are not kept at once. */
        OF_NAMESPACE
    }

    /** For a kind without a unit of its own in a region. */
    static <P> BiFunction<P, Place, Optional<UnitKey>> noUnit() {
        return (_, _) -> Optional.empty();
    }
}
