// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.UsagePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts of changes and differences: the same in a plan, in drift and in the audit log. */
final class ChangeText {

    /** A line of status takes no more than 1,024. */
    private static final int LONGEST = 1_000;

    private static final int MOST_ITEMS = 4;
    private static final String INVOKE = "execute-api:Invoke";

    private ChangeText() {}

    /** What a call does, then the fields that it changes: {@code field: found (want wanted)}; what does not fit is counted. */
    static String call(String what, List<Difference> fields) {
        var text = new StringBuilder(what);
        for (var index = 0; index < fields.size(); index++) {
            var next = (index == 0 ? ": " : "; ") + fields.get(index).text();
            var rest = "; and " + (fields.size() - index) + " more";
            var last = index == fields.size() - 1;
            if (text.length() + next.length() + (last ? 0 : rest.length()) > LONGEST) {
                return text.append(rest).toString();
            }
            text.append(next);
        }
        return text.toString();
    }

    /** A line for each statement that is added, removed or changed. */
    static List<Difference> statements(PolicyDocument found, PolicyDocument wanted) {
        var lines = new ArrayList<Difference>();
        var before = found.bySid();
        var after = wanted.bySid();
        after.forEach((sid, statement) -> {
            var existing = before.get(sid);
            if (existing == null) {
                lines.add(
                        new Difference(sid, "statement[" + sid + "]", "not there", statement(statement, null, false)));
            } else if (!Canonical.sameMeaning(existing, statement)) {
                var same = statement(existing, statement, false).equals(statement(statement, existing, false));
                lines.add(new Difference(
                        sid,
                        "statement[" + sid + "]",
                        statement(existing, statement, same),
                        statement(statement, existing, same)));
            }
        });
        for (var statement : found.statements()) {
            var sid = statement.sid();
            if (sid == null || !after.containsKey(sid)) {
                var name = sid == null ? "(no Sid)" : sid;
                lines.add(new Difference(
                        sid == null ? "" : sid,
                        "statement[" + name + "]",
                        statement(statement, null, false),
                        "not there"));
            }
        }
        return lines;
    }

    /** The statements of a new document. */
    static List<Difference> statements(@Nullable PolicyDocument document) {
        return document == null ? List.of() : statements(PolicyDocument.of(List.of()), document);
    }

    /** The limits and stages of a new usage plan. */
    static List<Difference> limits(UsagePlan plan) {
        return UsagePlanPlanner.differences(
                new UsagePlan(plan.name(), plan.description(), null, null, new TreeMap<>()), plan);
    }

    /**
     * A statement in short.
     *
     * @param other the statement to tell it apart from: what only one of them has comes first, so that it is not among what is counted
     * @param whole whether ARNs are written out, for two that differ in nothing else
     */
    private static String statement(Statement statement, @Nullable Statement other, boolean whole) {
        var text = new StringBuilder(statement.effect() == Effect.ALLOW ? "Allow" : "Deny");
        var actions = statement.actions();
        if (actions.inverted() || !actions.patterns().equals(List.of(INVOKE))) {
            text.append(actions.inverted() ? " all but " : " ")
                    .append(String.join(", ", actions.patterns()))
                    .append(" on");
        }
        var resources = statement.resources();
        if (resources == null) {
            return text.append(" ?").toString();
        }
        var others = other == null || other.resources() == null
                ? List.<String>of()
                : other.resources().patterns();
        var ordered = Stream.concat(
                        resources.patterns().stream().filter(one -> !others.contains(one)),
                        resources.patterns().stream().filter(others::contains))
                .map(arn -> whole ? arn : path(arn))
                .toList();
        text.append(resources.inverted() ? " all but " : " ").append(list(ordered));
        if (!statement.conditions().isEmpty()) {
            text.append(" if ")
                    .append(list(statement.conditions().stream()
                            .map(ChangeText::condition)
                            .toList()));
        }
        return text.toString();
    }

    private static String condition(Condition condition) {
        return condition.key() + " " + condition.operator() + " " + list(condition.values());
    }

    private static String list(List<String> items) {
        return items.stream().limit(MOST_ITEMS).collect(Collectors.joining(", "))
                + (items.size() > MOST_ITEMS ? " and " + (items.size() - MOST_ITEMS) + " more" : "");
    }

    /** {@code api/stage/verb/path} of an ARN of execute-api; a path may hold colons. */
    private static String path(String arn) {
        var parts = arn.split(":", 6);
        return parts.length < 6 ? arn : parts[5];
    }
}
