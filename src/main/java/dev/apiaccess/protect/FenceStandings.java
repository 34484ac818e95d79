// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyLimits;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Standing.Note;
import dev.apiaccess.protect.Standing.Say;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wanted of the resource policy: the statements of the fences that may be written, and the Allow beside them. What is written of a
 * fence that may not be written any more stays as it is: refusing a change opens nothing.
 */
final class FenceStandings {

    private final Declared declared;
    private final ExistingApi api;
    private final ApiFace face;
    private final SortedMap<MethodKey, MethodState> after;
    private final List<Statement> foreign;
    private final List<Statement> ours;
    private final boolean isEmptyBefore;
    private final List<FenceProblem> problems = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<Statement> statements;

    /**
     * Statements of a fence, or of the Allow beside all of them.
     *
     * @param statements those that shall be there
     */
    private record Part(String fence, List<Statement> statements) {}

    /** @param after methods as they are when everything was made whose time has come */
    FenceStandings(
            Declared declared, ExistingApi api, ApiState state, Gates gates, SortedMap<MethodKey, MethodState> after) {
        this.declared = declared;
        this.api = api;
        this.after = after;
        face = face(api);
        foreign = state.present().foreign();
        ours = state.present().ours();
        isEmptyBefore = gates.emptyBefore().orElseGet(() -> isEmpty(state));
        var trouble = ResourceDocument.of(api.listed().policy(), declared.place(), declared.mark())
                .trouble();
        statements = trouble.isPresent() ? untouched(trouble.get()) : wanted();
    }

    List<Statement> statements() {
        return statements;
    }

    List<FenceProblem> problems() {
        return problems;
    }

    List<Note> notes() {
        return notes;
    }

    /** Whether the document is, or was, empty before the first statement of the object. */
    boolean isEmptyBefore() {
        return isEmptyBefore;
    }

    private static ApiFace face(ExistingApi api) {
        var endpoint = api.listed().endpoint();
        return new ApiFace(
                switch (endpoint.type()) {
                    case REGIONAL -> ApiFace.Endpoint.REGIONAL;
                    case EDGE -> ApiFace.Endpoint.EDGE;
                    case PRIVATE -> ApiFace.Endpoint.PRIVATE;
                },
                endpoint.isDualStack());
    }

    /** The present document and those that stages serve: silence of others is theirs, also where they have not published it yet. */
    private static boolean isEmpty(ApiState state) {
        return state.present().foreign().isEmpty()
                && state.stages().values().stream()
                        .flatMap(id -> Optional.ofNullable(state.deployments().get(id)).stream())
                        .allMatch(served -> served.foreign().isEmpty());
    }

    private List<Statement> untouched(String trouble) {
        if (declared.fences().isEmpty() && !ours.isEmpty()) {
            notes.add(new Note(Say.FOREIGN_POLICY_INVALID, "", true, trouble));
        }
        declared.fences()
                .forEach(fence -> notes.add(new Note(Say.FOREIGN_POLICY_INVALID, fence.name(), true, trouble)));
        return ours;
    }

    private List<Statement> wanted() {
        var fences = parts();
        var all = new ArrayList<Part>();
        var isRefused = false;
        if (!face.isPrivate()
                && fences.stream().anyMatch(part -> !part.statements().isEmpty())) {
            var kept = written(FenceSids.BESIDE).stream()
                    .filter(FenceSids::isAsWritten)
                    .toList();
            if (!kept.isEmpty()) {
                all.add(new Part(FenceSids.BESIDE, kept));
            } else if (isEmptyBefore && foreign.isEmpty()) {
                var beside = beside(fences);
                isRefused = beside.isEmpty();
                beside.ifPresent(some -> all.add(new Part(FenceSids.BESIDE, some)));
            }
        }
        all.addAll(fences);
        var standing =
                isRefused ? all.stream().flatMap(part -> known(part).stream()).toList() : fitting(all);
        return standing.stream().anyMatch(one -> one.effect() == Effect.DENY) ? standing : last();
    }

    private List<Part> parts() {
        var writer = new FenceWriter(
                declared, new TreeSet<>(api.stages().keySet()), face, after, isEmptyBefore && foreign.isEmpty());
        var foreignAllow = foreign.stream().anyMatch(one -> one.effect() == Effect.ALLOW);
        var parts = new ArrayList<Part>();
        for (var fence : declared.fences()) {
            var written = writer.write(fence, foreignAllow);
            problems.addAll(written.problems());
            if (written.statements().isPresent() && isWalkedRound(fence)) {
                problems.add(FenceProblem.defaultEndpointOpen(fence));
            }
            notes.addAll(written.notes());
            parts.add(new Part(fence.name(), written.statements().orElseGet(() -> written(fence.name()))));
        }
        return parts;
    }

    private boolean isWalkedRound(Fence fence) {
        return !face.isPrivate()
                && api.listed().hasDefaultEndpoint()
                && !fence.sources().addresses().isEmpty();
    }

    /** @return none where none is needed; empty where none can be written, so that nothing new is */
    private Optional<List<Statement>> beside(List<Part> fences) {
        var methods = after.entrySet().stream()
                .map(entry -> new ApiMethod(entry.getKey(), entry.getValue().authorization()))
                .toList();
        var stages = new TreeMap<String, List<ApiMethod>>();
        // The document is one for all stages: whoever deploys another one closes it there too.
        api.stages().keySet().forEach(stage -> stages.put(stage, methods));
        String why;
        try {
            switch (AllowBeside.of(declared.place(), stages, FenceSids.BESIDE)) {
                case AllowBeside.NotNeeded _ -> {
                    return Optional.of(List.of());
                }
                case AllowBeside.Needed needed -> {
                    return Optional.of(List.of(FenceSids.named(needed.statement(), declared.mark(), FenceSids.BESIDE)));
                }
                case AllowBeside.WouldOpen opens -> why = words(opens);
            }
        } catch (IllegalArgumentException e) {
            why = "it needs an Allow beside it, and a method has a path that no policy can name (" + e.getMessage()
                    + "): rename the resource";
        }
        for (var part : fences) {
            if (part.statements().stream().anyMatch(one -> !isLike(one, ours))) {
                notes.add(new Note(Say.ALLOW_WOULD_OPEN, part.fence(), true, why));
            }
        }
        return Optional.empty();
    }

    private static String words(AllowBeside.WouldOpen opens) {
        return "beside the first fence whoever calls " + text(opens.because().key())
                + " has to be allowed, and that would also allow " + opens.witness() + ", which comes to "
                + text(opens.method().key()) + " under " + opens.method().authorization()
                + ": give them paths of which none begins like the other, or write an Allow of your own into the resource policy";
    }

    private static String text(MethodKey method) {
        return method.verb() + " " + method.path();
    }

    /** What has room beside what is there: both stand in the document until the new is in force. */
    private List<Statement> fitting(List<Part> parts) {
        var there = new ArrayList<>(foreign);
        there.addAll(ours);
        // Some accounts have a higher quota; what is there has room.
        var most = Math.max(PolicyLimits.REST_API_POLICY_LENGTH, ResourceDocument.length(there));
        var standing = new ArrayList<Statement>();
        var isBesideWritten = true;
        for (var part : parts) {
            var coming =
                    part.statements().stream().filter(one -> !isLike(one, ours)).toList();
            var together = new ArrayList<>(there);
            together.addAll(coming);
            var needed = ResourceDocument.length(together);
            if (coming.isEmpty()) {
                standing.addAll(part.statements());
            } else if (isBesideWritten && needed <= most) {
                standing.addAll(part.statements());
                there.addAll(coming);
            } else {
                standing.addAll(known(part));
                if (part.fence().equals(FenceSids.BESIDE)) {
                    isBesideWritten = false;
                } else {
                    notes.add(tooLong(part.fence(), needed, most));
                }
            }
        }
        return List.copyOf(standing);
    }

    private static Note tooLong(String fence, int needed, int most) {
        return new Note(
                Say.DOCUMENT_TOO_LONG,
                fence,
                true,
                "with it the resource policy has " + needed
                        + " characters, written out and beside what it replaces, and AWS takes " + most
                        + ": name fewer paths, methods or ranges, or take other statements out");
    }

    /** What is there of a fence that is not written. */
    private List<Statement> known(Part part) {
        var coming = part.statements().stream().anyMatch(one -> !isLike(one, ours));
        return coming ? written(part.fence()) : part.statements();
    }

    private List<Statement> written(String fence) {
        return ours.stream().filter(one -> FenceSids.isOf(one, fence)).toList();
    }

    /** Our Allow goes with our last fence, unless the statements of others would then close a method. */
    private List<Statement> last() {
        var allows = ours.stream().filter(one -> one.effect() == Effect.ALLOW).toList();
        if (allows.isEmpty()) {
            return List.of();
        }
        if (face.isPrivate() && foreign.stream().noneMatch(one -> one.effect() == Effect.ALLOW)) {
            notes.add(
                    new Note(
                            Say.ALLOW_KEPT,
                            "",
                            false,
                            "no fence is left, and its Allow stays: without one nobody gets into a private API; take it out by hand"));
            return allows;
        }
        var reach = new StatementReach(declared.place());
        var closed = after.entrySet().stream()
                .filter(one -> new ApiMethod(one.getKey(), one.getValue().authorization()).isDecidedByPolicyAlone())
                .map(Map.Entry::getKey)
                .filter(method -> api.stages().keySet().stream()
                        .anyMatch(stage -> reach.allowsUnsigned(allows, stage, method)
                                && !reach.allowsUnsigned(foreign, stage, method)))
                .findFirst();
        if (foreign.isEmpty() || closed.isEmpty()) {
            return List.of();
        }
        notes.add(new Note(
                Say.ALLOW_KEPT,
                "",
                false,
                "no fence is left, and its Allow stays: the statements of others would close " + text(closed.get())
                        + " without it; allow it there, then take ours out by hand"));
        return allows;
    }

    private static boolean isLike(Statement one, List<Statement> others) {
        return others.stream()
                .anyMatch(other -> Objects.equals(one.sid(), other.sid()) && Canonical.sameMeaning(one, other));
    }
}
