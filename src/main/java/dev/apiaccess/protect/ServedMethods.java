// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the stages of an API serve, canaries included. What nobody read of a stage is taken for what the API has now. */
final class ServedMethods {

    private final ApiState state;
    private final SortedSet<String> covered;

    /** @param covered stages that the protection is about */
    ServedMethods(ApiState state, SortedSet<String> covered) {
        this.state = state;
        this.covered = covered;
    }

    /** Stages with a deployment that the protection is not about. */
    SortedSet<String> uncovered() {
        var others = new TreeSet<>(state.stages().keySet());
        others.removeAll(covered);
        return others;
    }

    /** Stages with a deployment that the protection is about. */
    SortedSet<String> deployed() {
        var some = new TreeSet<>(state.stages().keySet());
        some.retainAll(covered);
        return some;
    }

    /** The methods of the present configuration and of every stage. */
    SortedSet<MethodKey> all() {
        var all = new TreeSet<>(state.present().methods().keySet());
        state.stages().keySet().stream()
                .flatMap(stage -> configurations(stage).stream())
                .forEach(configuration -> all.addAll(configuration.methods().keySet()));
        return all;
    }

    /** What stages ask for a method, as far as they have it. */
    List<MethodState> of(MethodKey method) {
        return of(method, state.stages().keySet());
    }

    /** What stages that the protection is about ask for a method, as far as they have it. */
    List<MethodState> ofCovered(MethodKey method) {
        return of(method, deployed());
    }

    /** Whether some stage serves a method to whoever calls; what API Gateway does not say counts as that. */
    boolean isOpen(MethodKey method) {
        return of(method).stream()
                .anyMatch(one -> one.isOpen() || one.authorization().isEmpty());
    }

    /** Whether something of the stages that the protection is about was not read. */
    boolean isUnread() {
        return deployed().stream()
                .anyMatch(stage ->
                        ids(stage).stream().anyMatch(id -> !state.deployments().containsKey(id)));
    }

    private List<MethodState> of(MethodKey method, Collection<String> stages) {
        return stages.stream()
                .flatMap(stage -> configurations(stage).stream())
                .flatMap(one -> Optional.ofNullable(one.methods().get(method)).stream())
                .toList();
    }

    private List<Configuration> configurations(String stage) {
        return ids(stage).stream()
                .map(id -> state.deployments().getOrDefault(id, state.present()))
                .toList();
    }

    private List<String> ids(String stage) {
        var ids = new ArrayList<String>();
        Optional.ofNullable(state.stages().get(stage)).ifPresent(ids::add);
        Optional.ofNullable(state.canaries().get(stage)).ifPresent(ids::add);
        return ids;
    }
}
