// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How an API stands to what is declared of it: what is wanted of it now, and what is said of each part.
 *
 * @param wanted now, as far as its time has come
 * @param settings of the stages that it is about
 * @param methods all methods of the present configuration and of the stages
 * @param fences what keeps fences from being written, and what nobody knows of them
 * @param notes what else is said
 * @param confirmations by rule with AWS_IAM, what has to be confirmed
 * @param isEmptyBefore whether the document is, or was, empty before the first statement of the object
 * @param authorizers those that are declared, and those that were and stay
 * @param made ids of authorizers that the object made, with their names in it: to be noted before anything has them
 * @param trials what would become of each rule and fence that is only verified
 */
public record Standing(
        Wanted wanted,
        StageWish settings,
        SortedMap<MethodKey, MethodStanding> methods,
        List<FenceProblem> fences,
        List<Note> notes,
        SortedMap<String, Confirmation> confirmations,
        boolean isEmptyBefore,
        List<AuthorizerStanding> authorizers,
        SortedMap<String, String> made,
        List<Trial> trials) {

    public Standing {
        methods = new TreeMap<>(methods);
        fences = List.copyOf(fences);
        notes = List.copyOf(notes);
        confirmations = new TreeMap<>(confirmations);
        authorizers = List.copyOf(authorizers);
        made = new TreeMap<>(made);
        trials = List.copyOf(trials);
    }

    /** Where a method is on its way. */
    public enum Phase {
        /** No rule is about it. */
        LEFT_ALONE,
        /** It asks for what its rule says, or for more, in the configuration and in every stage. */
        IN_FORCE,
        /** It is being changed, or its change waits to be published. */
        CHANGING,
        /** Its time has not come: {@link MethodStanding#hold} says why. */
        WAITING,
        /** Its rule cannot be followed: {@link MethodStanding#hold} says why. */
        REFUSED,
        /** It is more open than its rule says, after it was closed: others opened it. */
        OPENED
    }

    /** Why a method waits or is refused; named as the reasons of conditions are. */
    public enum Hold {
        NONE,
        STAGES_NOT_COVERED,
        UNCONFIRMED,
        POLICIES_NOT_SETTLED,
        NO_PLAN_FOR_STAGE,
        PART_OF_METHOD,
        CONFLICT,
        NOT_OPEN,
        AUTHORIZER_NOT_FOUND,
        AUTHORIZER_PENDING,
        AUTHORIZER_UNPROVEN,
        AUTHORIZER_CHANGED
    }

    /**
     * A method.
     *
     * @param rule that is about it; empty where none is
     * @param message why it waits or is refused and what to do; empty where it does not
     */
    public record MethodStanding(Phase phase, String rule, Hold hold, String message) {}

    /** What is only said; named as the reasons of conditions are. */
    public enum Say {
        CLOSED_BY_POLICY,
        ALLOW_KEPT,
        ALLOW_WOULD_OPEN,
        RULE_UNMATCHED,
        FOREIGN_POLICY_INVALID,
        OPEN_TO_ACCOUNT,
        CANARY_SERVES,
        DOCUMENT_TOO_LONG
    }

    /**
     * @param part the rule or fence that it is about; empty for the whole object
     * @param refuses whether the part is not written because of it
     */
    public record Note(Say say, String part, boolean refuses, String message) {}

    /**
     * @param digest of the methods that are served open, as it is confirmed or has to be
     * @param count how many those are
     * @param isGiven whether it is confirmed; only then is it noted, since a note confirms
     */
    public record Confirmation(String digest, int count, boolean isGiven) {}

    /**
     * An authorizer.
     *
     * @param name in the object
     * @param message why it is not in place, or stays, and what to do; empty where it is
     */
    public record AuthorizerStanding(String name, State state, String message) {

        /** Where it is on its way. */
        public enum State {
            /** It is there, noted and as declared. */
            IN_PLACE,
            /** It is being made. */
            MAKING,
            /** API Gateway could not ask it. */
            UNPROVEN,
            /** Others changed it. */
            CHANGED,
            /** No more are made. */
            REFUSED,
            /** It is not declared any more, and something may have it. */
            KEPT
        }
    }

    /** Judges an API. */
    public static Standing of(Declared declared, ExistingApi api, Gates gates) {
        var state = ApiStates.of(api, declared.place(), declared.mark(), gates.rolledBack());
        var stages = declared.stages(new TreeSet<>(api.stages().keySet()));
        var authorizers = new AuthorizerStandings(declared, api, state, gates.authorizers());
        var methods = new MethodStandings(declared, state, gates, new ServedMethods(state, stages), authorizers);
        var fences = new FenceStandings(declared.withMadeFences(), api, state, gates, methods.after());
        var remarks = new PolicyRemarks(declared.place(), state, stages, methods.after());
        var notes = new ArrayList<>(fences.notes());
        notes.addAll(unmatched(declared, api).toList());
        notes.addAll(remarks.openToAccount(methods.standings()));
        notes.addAll(remarks.closedByPolicy(fences.statements()));
        notes.addAll(remarks.allowedPast(fences.statements()));
        notes.addAll(ofStages(state, stages));
        return new Standing(
                new Wanted(
                        methods.closed(),
                        methods.reopened(),
                        methods.declaredOpen(),
                        fences.statements(),
                        stages,
                        declared.deploys() || !gates.rolledBack().isEmpty(),
                        gates.consented(),
                        declared.mark(),
                        new WantedAuthorizers(authorizers.made(), methods.uses(), authorizers.gone()),
                        gates.rolledBack()),
                declared.settings().withdrawing(gates.settings(), stages),
                methods.standings(),
                fences.problems(),
                notes,
                methods.confirmations(),
                fences.isEmptyBefore(),
                authorizers.standings(),
                authorizers.known(),
                new Trials(declared, state, methods.tried())
                        .of(() -> new FenceStandings(declared, api, state, gates, methods.after()), fences));
    }

    private static Stream<Note> unmatched(Declared declared, ExistingApi api) {
        var rules = declared.rules().stream().map(Declared.RuleWish::rule).toList();
        return new MethodRules(rules, api.methods().keySet())
                .unmatched().stream()
                        .filter(rule -> declared.rules().stream()
                                .noneMatch(wish -> wish.isOnlyVerified()
                                        && wish.rule().name().equals(rule)))
                        .map(rule -> new Note(
                                Say.RULE_UNMATCHED,
                                rule,
                                false,
                                "no method of the API is one of rule " + rule + ": compare its methods and paths"));
    }

    private static List<Note> ofStages(ApiState state, SortedSet<String> stages) {
        var notes = new ArrayList<Note>();
        var canaries = new TreeSet<>(state.canaries().keySet());
        canaries.retainAll(stages);
        if (!canaries.isEmpty()) {
            notes.add(new Note(
                    Say.CANARY_SERVES,
                    "",
                    false,
                    "a part of the calls of stage " + String.join(", ", canaries)
                            + " meets a canary, and such a stage is not moved: promote or remove the canary"));
        }
        return notes;
    }
}
