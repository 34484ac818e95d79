// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Explanation.Failed;
import dev.apiaccess.access.Explanation.NearMiss;
import dev.apiaccess.access.Explanation.Part;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.Request;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Allow statements that nearly apply to a request, and in what they fail. */
final class NearMisses {

    private static final int MOST_TOLD = 3;
    /** What fails in more parts is about something else. */
    private static final int MOST_FAILED = 2;

    private static final int ARN_PARTS = 6;
    private static final List<Part> NEARER = List.of(Part.values());
    private static final List<Part> PARTS = List.of(Part.API, Part.STAGE, Part.VERB, Part.PATH);

    private final Request request;
    private final String[] asked;

    NearMisses(Request request) {
        this.request = request;
        this.asked = request.resource().split(":", ARN_PARTS);
    }

    /** The nearest of them, nearest first. */
    List<NearMiss> of(List<Trace.Line> lines) {
        return lines.stream()
                .filter(line -> line.at().statement().effect() == Effect.ALLOW)
                .filter(line -> line.action() || isAboutMethods(line))
                .filter(line -> line.applies().fails())
                .map(line -> new NearMiss(line.at(), failed(line)))
                .filter(miss -> miss.failed().size() <= MOST_FAILED)
                .sorted(Comparator.comparingInt((NearMiss miss) -> miss.failed().size())
                        .thenComparingInt(miss -> rank(miss.failed())))
                .limit(MOST_TOLD)
                .toList();
    }

    /** Later parts are nearer: a statement about another path of the method is nearer than one about another API. */
    private static int rank(List<Failed> failed) {
        return failed.stream().mapToInt(one -> -NEARER.indexOf(one.part())).sum();
    }

    private static boolean isAboutMethods(Trace.Line line) {
        return line.at().statement().actions().patterns().stream()
                .anyMatch(action -> action.toLowerCase(Locale.ROOT).startsWith(ExecuteApi.SERVICE + ":"));
    }

    private List<Failed> failed(Trace.Line line) {
        var failed = new ArrayList<Failed>();
        var statement = line.at().statement();
        if (line.named() == Trace.Named.NO) {
            failed.add(new Failed(
                    Part.PRINCIPAL,
                    written(statement.principals()),
                    request.principal().describe()));
        }
        if (!line.action()) {
            failed.add(new Failed(
                    Part.ACTION,
                    (statement.actions().inverted() ? "all but " : "")
                            + String.join(", ", statement.actions().patterns()),
                    request.action()));
        }
        var resources = statement.resources();
        if (line.resource().fails() && resources != null) {
            failed.addAll(resource(resources));
        }
        for (var tested : line.conditions()) {
            if (tested.holds().fails()) {
                failed.add(new Failed(
                        Part.CONDITION,
                        Words.of(tested.condition()),
                        given(tested.condition().key())));
            }
        }
        return failed;
    }

    private String given(String key) {
        var values = request.contextValues(key).orElse(List.of());
        return values.isEmpty() ? "absent" : String.join(", ", values);
    }

    private static String written(@Nullable PrincipalSet principals) {
        return principals == null
                ? "no Principal"
                : (principals.inverted() ? "all but " : "")
                        + principals.entries().stream()
                                .map(PrincipalSet.Entry::value)
                                .collect(Collectors.joining(", "));
    }

    /** Of the nearest of the patterns. */
    private List<Failed> resource(ResourceSet resources) {
        if (resources.inverted()) {
            return List.of(new Failed(
                    Part.RESOURCE, "all but " + String.join(", ", resources.patterns()), request.resource()));
        }
        return resources.patterns().stream()
                .map(this::resource)
                .min(Comparator.comparingInt((List<Failed> failed) -> failed.size())
                        .thenComparingInt(NearMisses::rank))
                .orElseThrow();
    }

    private List<Failed> resource(String pattern) {
        var whole = List.of(new Failed(Part.RESOURCE, pattern, request.resource()));
        var written = pattern.split(":", ARN_PARTS);
        if (written.length < ARN_PARTS || asked.length < ARN_PARTS) {
            return whole;
        }
        for (var index = 0; index < ARN_PARTS - 1; index++) {
            if (!Glob.ignoringCase(written[index]).matches(asked[index])) {
                return whole;
            }
        }
        var parts = written[ARN_PARTS - 1].split("/", PARTS.size());
        var actual = asked[ARN_PARTS - 1].split("/", PARTS.size());
        var failed = new ArrayList<Failed>();
        for (var index = 0; index < PARTS.size(); index++) {
            var isLast = index == parts.length - 1;
            var crosses = isLast && parts[index].endsWith("*");
            if (index >= parts.length || !Glob.of(parts[index]).matches(actual[index])) {
                failed.add(new Failed(PARTS.get(index), shown(index, parts), shown(index, actual)));
            }
            if (crosses) {
                break;
            }
        }
        return failed.isEmpty() ? whole : failed;
    }

    /** A part as people write it: paths with their leading slash. */
    private static String shown(int index, String[] parts) {
        if (index >= parts.length) {
            return "nothing";
        }
        return PARTS.get(index) == Part.PATH ? "/" + parts[index] : parts[index];
    }
}
