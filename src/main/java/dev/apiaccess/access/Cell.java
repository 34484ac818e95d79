// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Reply.Extent;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One caller and one method in two states.
 *
 * @param silent what may have changed though both sides say that it is missing
 */
record Cell(Optional<Shift.Seen> before, Optional<Shift.Seen> after, Predicate<Missing> silent) {

    /** What became of it; empty where the same calls are answered. */
    Optional<Shift> shift(String caller, DeployedMethod method) {
        if (before.isEmpty() && after.isEmpty()) {
            return Optional.empty();
        }
        if (before.isEmpty() || after.isEmpty()) {
            return oneSided().map(direction -> shift(caller, method, direction, first()));
        }
        var was = before.get().reply().extent();
        if (was == after.get().reply().extent() && (was == Extent.YES || was == Extent.NO)) {
            return Optional.empty();
        }
        var found = new LinkedHashMap<Direction, Call>();
        for (var call : calls(method)) {
            compare(call).ifPresent(direction -> found.putIfAbsent(direction, call));
        }
        return Stream.of(Direction.values())
                .filter(found::containsKey)
                .findFirst()
                .map(direction -> shift(caller, method, direction, found.getOrDefault(direction, first())));
    }

    private Shift shift(String caller, DeployedMethod method, Direction direction, Call call) {
        return new Shift(caller, method, before, after, direction, call, 0);
    }

    private Call first() {
        return after.or(() -> before).orElseThrow().reply().telling().call();
    }

    /** What is not there is refused. */
    private Optional<Direction> oneSided() {
        var extent = after.or(() -> before).orElseThrow().reply().extent();
        if (extent == Extent.NO) {
            return Optional.empty();
        }
        if (after.isEmpty()) {
            return Optional.of(Direction.NARROWER);
        }
        var known = after.get().reply().samples().stream()
                .map(sample -> sample.answer().requirement())
                .anyMatch(requirement -> Words.dependsOnTheCall(requirement) && !requirement.fails());
        return Optional.of(known ? Direction.WIDER : Direction.UNCLEAR);
    }

    /** What stands for the method on either side; calls that meet another method on both belong to that one. */
    private List<Call> calls(DeployedMethod method) {
        var all = Stream.of(after, before)
                .flatMap(Optional::stream)
                .flatMap(seen -> seen.reply().samples().stream())
                .map(Reply.Sample::call)
                .distinct()
                .toList();
        var own = all.stream()
                .filter(call -> meets(before, method, call) || meets(after, method, call))
                .toList();
        return own.isEmpty() ? all : own;
    }

    private static boolean meets(Optional<Shift.Seen> side, DeployedMethod method, Call call) {
        return side.flatMap(seen -> seen.inquiry().method(call))
                .filter(met -> met.path().equals(method.path()))
                .isPresent();
    }

    private Optional<Direction> compare(Call call) {
        return Openness.compare(requirement(before, call), requirement(after, call), silent);
    }

    private static Formula requirement(Optional<Shift.Seen> side, Call call) {
        return side.map(seen -> seen.reply().samples().stream()
                        .filter(sample -> sample.call().equals(call))
                        .map(Reply.Sample::answer)
                        .findFirst()
                        .orElseGet(() -> seen.inquiry().answer(seen.caller(), call))
                        .requirement())
                .orElse(Formula.Known.FALSE);
    }
}
