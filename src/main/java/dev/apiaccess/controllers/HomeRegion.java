// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A usage plan or a key stays in the region where it was made: AWS moves neither, and in another region there would be a second one
 * while callers use the first, which nobody would look after any more.
 */
final class HomeRegion {

    private final ObjectStore objects;
    private final World world;

    HomeRegion(ObjectStore objects, World world) {
        this.objects = objects;
        this.world = world;
    }

    /**
     * What is wanted, unless the object has its thing in another region, or had one that is not found where it is wanted.
     *
     * @param unit where it is wanted
     * @param at the object's unit by region
     * @param made whether the object had its thing once
     * @param thing what it is, for people
     */
    <T> Verdict<T> keep(
            T wanted, UnitKey unit, String region, Function<String, UnitKey> at, boolean made, String thing) {
        var account = unit.accountId();
        for (var other : new TreeSet<>(world.regions(account))) {
            if (!other.equals(region) && holds(at.apply(other))) {
                return Verdict.rejected(
                        Reason.Invalid,
                        thing + " is in region " + other + " and cannot move to " + region
                                + ": take the change back, or make another object for " + region
                                + " and delete this one when nobody uses it");
            }
        }
        return !made || holds(unit)
                ? Verdict.wanted(wanted)
                : objects.connections().stream()
                        .filter(connection -> connection.getSpec().accountId().equals(account))
                        .flatMap(connection -> connection.getSpec().regions().stream())
                        .filter(other -> !(world.view(at.apply(other)) instanceof View.Known))
                        .findFirst()
                        .map(other -> Verdict.<T>waiting(
                                Reason.Pending,
                                thing + " may be in region " + other + ", which is being read for the first time"))
                        .orElseGet(() -> Verdict.wanted(wanted));
    }

    private boolean holds(UnitKey unit) {
        return world.view(unit) instanceof View.Known known && !known.observed().absent();
    }
}
