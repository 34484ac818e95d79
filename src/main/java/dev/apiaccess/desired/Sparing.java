// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.protect.Wanted;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wanted of an API without what the object brought about and others changed since: that is left as they made it, whatever else of the
 * object is edited.
 *
 * @param before what was in force once
 * @param applied what it comes to where all of it is in force
 * @param wasRolledBack whether the stages served once what they are to go back to
 */
record Sparing(
        Desired.Api whole,
        Standing standing,
        AppliedProtection before,
        AppliedProtection applied,
        AppliedMarks marks,
        ApiState state,
        boolean wasRolledBack) {

    Desired.Api spared() {
        var wanted = whole.wanted();
        var left = left();
        var isAtRest = wasServed() && left.equals(wanted.stages());
        return new Desired.Api(
                whole.unit(),
                new Wanted(
                        isAtRest ? new TreeMap<>() : closed(),
                        wanted.reopened(),
                        wanted.declaredOpen(),
                        applied.policy().equals(before.policy())
                                ? state.present().ours()
                                : wanted.statements(),
                        wanted.stages(),
                        wanted.deploys()
                                && !(wanted.rolledBack().isEmpty() ? left.equals(wanted.stages()) : wasRolledBack),
                        wanted.consented(),
                        wanted.mark(),
                        wanted.authorizers().withoutCorrections(),
                        wanted.rolledBack(),
                        left),
                applied.settings().equals(before.settings())
                        ? whole.stages().leaving(known(wanted.stages()))
                        : whole.stages());
    }

    /** Whether all of it was in force, whichever stages there were. */
    private boolean wasServed() {
        return applied.served().equals(before.served());
    }

    /** Stages that served it once: where they do not any more, others moved them. While they are rolled back, none is. */
    private SortedSet<String> left() {
        return whole.wanted().rolledBack().isEmpty() ? marks.servedIn(before) : new TreeSet<>();
    }

    /** Methods that differ though nothing else was declared of them since they were in force are left to whoever changed them. */
    private SortedMap<MethodKey, MethodState> closed() {
        var closed = new TreeMap<>(whole.wanted().closed());
        closed.entrySet().removeIf(one -> isOpened(one.getKey()) || isChanged(one.getKey(), one.getValue()));
        whole.wanted().authorizers().uses().forEach((method, use) -> {
            if (use.corrects()) {
                closed.remove(method);
            }
        });
        return closed;
    }

    private boolean isOpened(MethodKey method) {
        var one = standing.methods().get(method);
        return one != null && one.phase() == Standing.Phase.OPENED;
    }

    private boolean isChanged(MethodKey method, MethodState to) {
        var present = state.present().methods().get(method);
        return present != null && !present.equals(to) && (wasServed() || marks.isMethodIn(method, before));
    }

    /** Stages that were set as wanted; the others are new, and what is declared for them is work. */
    private SortedSet<String> known(SortedSet<String> stages) {
        var known = new TreeSet<>(stages);
        known.removeIf(stage -> !before.set().contains(AppliedProtection.mark(stage)));
        return known;
    }
}
