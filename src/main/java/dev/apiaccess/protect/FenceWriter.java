// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.FenceStatements.Place;
import dev.apiaccess.protect.Standing.Note;
import dev.apiaccess.protect.Standing.Say;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes each fence of an API, or says why not. */
final class FenceWriter {

    /** For callers that do not sign: signed ones would get past their own policies. */
    private static final Condition UNSIGNED = Condition.of("Null", "aws:PrincipalArn", "true");

    private final Declared declared;
    private final ApiFace face;
    private final List<ApiMethod> methods;
    private final boolean mayAllow;
    private final Place there;
    private final Place meant;

    /**
     * What became of a fence.
     *
     * @param statements empty where it is refused
     * @param problems what keeps it from being written, or what nobody knows of it
     */
    record Written(Optional<List<Statement>> statements, List<FenceProblem> problems, List<Note> notes) {

        private static Written refused(FenceProblem problem) {
            return new Written(Optional.empty(), List.of(problem), List.of());
        }
    }

    /**
     * @param stages of the API
     * @param after methods as they are when everything was made whose time has come
     * @param mayAllow whether the document is empty but for us, so that an Allow of ours overrules nobody's silence
     */
    FenceWriter(
            Declared declared,
            SortedSet<String> stages,
            ApiFace face,
            SortedMap<MethodKey, MethodState> after,
            boolean mayAllow) {
        this.declared = declared;
        this.face = face;
        this.mayAllow = mayAllow;
        methods = after.entrySet().stream()
                .map(entry -> new ApiMethod(entry.getKey(), entry.getValue().authorization()))
                .toList();
        var covered = new TreeSet<>(declared.stages(stages));
        there = at(covered);
        // A stage that does not exist yet is fenced from its first call on.
        var named = new TreeSet<>(declared.place().stages());
        named.remove(ExecuteApi.EVERY_STAGE);
        named.addAll(covered);
        meant = at(named);
    }

    private Place at(SortedSet<String> stages) {
        var place = declared.place();
        return new Place(place.partition(), place.region(), place.account(), place.apiId(), stages);
    }

    /** @param foreignAllow whether the document of others allows something */
    Written write(Fence fence, boolean foreignAllow) {
        var refusal = FenceProblem.refusal(fence, face, foreignAllow || isAllowedByAnother(fence));
        if (refusal.isPresent()) {
            return Written.refused(refusal.get());
        }
        if (meant.stages().isEmpty()) {
            return new Written(Optional.of(List.of()), List.of(), List.of());
        }
        try {
            return written(fence);
        } catch (IllegalArgumentException e) {
            return Written.refused(new FenceProblem(
                    FenceProblem.Kind.FENCE_NOT_APPLICABLE, fence.name(), "it cannot be written: " + e.getMessage()));
        }
    }

    private Written written(Fence fence) {
        var statements = new ArrayList<>(FenceStatements.deny(fence, face, meant, String::valueOf));
        var about = methods.stream().filter(method -> isAbout(fence, method)).toList();
        var problems = new ArrayList<>(FenceProblem.doubts(
                fence, face, about.stream().anyMatch(one -> one.authorization().equals("JWT"))));
        var more = more(fence);
        if (!more.isEmpty()) {
            problems.add(FenceProblem.coversMore(fence, more));
        }
        if (isPair(fence) && mayAllow && !there.stages().isEmpty()) {
            var opened = opened(fence);
            if (opened.isPresent()) {
                return new Written(Optional.empty(), List.of(), List.of(opened.get()));
            }
            var isSigned = methods.stream().anyMatch(one -> !one.isDecidedByPolicyAlone());
            FenceStatements.allowNetworks(fence, there, String::valueOf)
                    .forEach(one -> statements.add(isSigned ? unsigned(one) : one));
            if (isSigned) {
                problems.add(
                        new FenceProblem(
                                FenceProblem.Kind.ENDPOINT_NOT_PROVEN,
                                fence.name(),
                                "AWS does not say whether the own policies of signed callers let them into a private API: its Allow is for unsigned calls, try signed ones"));
            }
        }
        return new Written(
                Optional.of(statements.stream()
                        .map(one -> FenceSids.named(one, declared.mark(), fence.name()))
                        .toList()),
                problems,
                List.of());
    }

    private boolean isPair(Fence fence) {
        return face.isPrivate()
                && fence.side() == Fence.Side.ONLY_FROM
                && fence.sources().hasNetworks();
    }

    /** On a private API what one fence allows another may narrow. */
    private boolean isAllowedByAnother(Fence fence) {
        return mayAllow
                && declared.fences().stream()
                        .anyMatch(other -> !other.equals(fence)
                                && isPair(other)
                                && FenceProblem.refusal(other, face, false).isEmpty());
    }

    private static Statement unsigned(Statement statement) {
        var conditions = new ArrayList<>(statement.conditions());
        conditions.add(UNSIGNED);
        return new Statement(
                statement.sid(),
                statement.effect(),
                statement.principals(),
                statement.actions(),
                statement.resources(),
                conditions);
    }

    /** An Allow also lets past an authorizer that says nothing. */
    private Optional<Note> opened(Fence fence) {
        var calls = new StageCalls(methods);
        var patterns = patterns(fence);
        for (var method : methods) {
            if (method.isSilentWhenAllowed()) {
                for (var verb : fence.letThrough()) {
                    for (var pattern : patterns) {
                        var witness = calls.meeting(verb, pattern, method);
                        if (witness.isPresent()) {
                            return Optional.of(
                                    new Note(
                                            Say.ALLOW_WOULD_OPEN,
                                            fence.name(),
                                            true,
                                            "its Allow would let " + witness.get() + " past its authorization "
                                                    + method.authorization()
                                                    + ": name paths without such methods, or write an Allow of your own into the resource policy"));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Methods that its patterns meet and its paths do not name. */
    private List<String> more(Fence fence) {
        if (fence.paths().isEmpty()) {
            return List.of();
        }
        var calls = new StageCalls(methods);
        var patterns = patterns(fence);
        return methods.stream()
                .filter(method -> !isAbout(fence, method))
                .filter(method -> fence.meant().stream()
                        .filter(calls.verbsOf(method)::contains)
                        .findFirst()
                        .filter(verb -> patterns.stream()
                                .anyMatch(pattern ->
                                        calls.meeting(verb, pattern, method).isPresent()))
                        .isPresent())
                .map(method -> method.key().verb() + " " + method.key().path())
                .toList();
    }

    private static List<String> patterns(Fence fence) {
        return fence.paths().isEmpty()
                ? List.of("*")
                : fence.paths().stream()
                        .map(path -> ExecuteApi.pathPattern(path.text()))
                        .toList();
    }

    private static boolean isAbout(Fence fence, ApiMethod method) {
        var verb = method.key().verb();
        return (verb.equals(MethodRule.ANY) || fence.meant().contains(verb))
                && (fence.paths().isEmpty()
                        || fence.paths().stream()
                                .anyMatch(path -> path.common(method.path()).isPresent()));
    }
}
