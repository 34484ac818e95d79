// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Standing.Hold;
import dev.apiaccess.protect.Standing.MethodStanding;
import dev.apiaccess.protect.Standing.Note;
import dev.apiaccess.protect.Standing.Say;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;

/** What is said of a resource policy as a whole: whom it opens and closes beyond what fences say. Nothing follows from it. */
final class PolicyRemarks {

    private static final int NAMED = 5;

    private final ApiState state;
    private final SortedSet<String> stages;
    private final SortedMap<MethodKey, MethodState> after;
    private final StatementReach reach;

    /**
     * @param stages that the protection is about
     * @param after methods as they are when everything was made whose time has come
     */
    PolicyRemarks(
            FenceStatements.Place place,
            ApiState state,
            SortedSet<String> stages,
            SortedMap<MethodKey, MethodState> after) {
        this.state = state;
        this.stages = stages;
        this.after = after;
        reach = new StatementReach(place);
    }

    /** An Allow of others for everybody lets signed callers in without policies of their own, and callers past an authorizer. */
    List<Note> openToAccount(Map<MethodKey, MethodStanding> standings) {
        var notes = new ArrayList<Note>();
        var rules = standings.values().stream()
                .filter(one -> one.hold() != Hold.PART_OF_METHOD && !one.rule().isEmpty())
                .map(MethodStanding::rule)
                .distinct()
                .toList();
        for (var rule : rules) {
            var opened = after.entrySet().stream()
                    .filter(one -> Optional.ofNullable(standings.get(one.getKey()))
                            .filter(standing -> standing.rule().equals(rule) && standing.hold() != Hold.PART_OF_METHOD)
                            .isPresent())
                    .filter(one -> !method(one).isDecidedByPolicyAlone())
                    .filter(one -> foreign()
                            .anyMatch(statement -> reach.opens(
                                    statement,
                                    stages,
                                    one.getKey(),
                                    !method(one).isSilentWhenAllowed())))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!opened.isEmpty()) {
                notes.add(new Note(
                        Say.OPEN_TO_ACCOUNT,
                        rule,
                        false,
                        "an Allow of others in the resource policy lets everybody who signs, or whom an authorizer does not refuse, call "
                                + listed(opened)
                                + ", whatever is granted: narrow it to other methods or to named callers"));
            }
        }
        return notes;
    }

    /** A document that is silent about a method which it alone decides closes it. */
    List<Note> closedByPolicy(List<Statement> ours) {
        var document =
                Stream.concat(state.present().foreign().stream(), ours.stream()).toList();
        if (document.isEmpty()) {
            return List.of();
        }
        var closed = after.entrySet().stream()
                .filter(one -> method(one).isDecidedByPolicyAlone())
                .map(Map.Entry::getKey)
                .filter(method -> stages.stream().anyMatch(stage -> !reach.allowsUnsigned(document, stage, method)))
                .toList();
        return closed.isEmpty()
                ? List.of()
                : List.of(new Note(
                        Say.CLOSED_BY_POLICY,
                        "",
                        false,
                        "the resource policy allows nobody " + listed(closed)
                                + ", and its silence closes them: allow them there, if they shall be open"));
    }

    /** An Allow of ours is never widened, but methods may come under it. */
    List<Note> allowedPast(List<Statement> ours) {
        var allows = ours.stream().filter(one -> one.effect() == Effect.ALLOW).toList();
        var opened = after.entrySet().stream()
                .filter(one -> method(one).isSilentWhenAllowed())
                .map(Map.Entry::getKey)
                .filter(method -> stages.stream().anyMatch(stage -> reach.allowsUnsigned(allows, stage, method)))
                .toList();
        return opened.isEmpty()
                ? List.of()
                : List.of(
                        new Note(
                                Say.ALLOW_WOULD_OPEN,
                                "",
                                false,
                                "the Allow beside the fences was there before " + listed(opened)
                                        + ", and lets callers in whom its authorizer does not refuse: give it another path, or take the fences out and in again"));
    }

    private Stream<Statement> foreign() {
        return Stream.concat(
                        Stream.of(state.present()),
                        stages.stream()
                                .flatMap(stage ->
                                        Optional.ofNullable(state.stages().get(stage)).stream())
                                .flatMap(id ->
                                        Optional.ofNullable(state.deployments().get(id)).stream()))
                .flatMap(configuration -> configuration.foreign().stream());
    }

    private static ApiMethod method(Map.Entry<MethodKey, MethodState> one) {
        return new ApiMethod(one.getKey(), one.getValue().authorization());
    }

    private static String listed(List<MethodKey> methods) {
        var first = methods.stream()
                .limit(NAMED)
                .map(method -> method.verb() + " " + method.path())
                .toList();
        return String.join(", ", first)
                + (methods.size() > NAMED ? " and " + (methods.size() - NAMED) + " more methods" : "");
    }
}
