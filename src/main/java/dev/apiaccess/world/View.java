// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Observed;
import java.time.Instant;

/** What is known about one unit. */
public sealed interface View {

    /**
     * A fact: from a complete listing, or from the answer to our own write or read while no newer listing can be trusted.
     *
     * @param asOf when the evidence was gathered
     * @param settled whether a listing that began after our last write and the consistency window shows it; only then is a difference to
     *     what we wrote made by others
     */
    record Known(Observed observed, Instant asOf, boolean settled) implements View {}

    /** No complete listing yet, or one that does not know the unit: nothing may be concluded, least of all that something is absent. */
    record Unknown() implements View {}
}
