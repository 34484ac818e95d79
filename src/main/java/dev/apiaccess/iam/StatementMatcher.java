// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides whether a statement applies to a request: action, resource and every condition (the principal is apart). Prepared once. */
final class StatementMatcher {

    /** The service of an action is written out; only the name may hold wildcards. */
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:.+", Pattern.DOTALL);

    private static final Missing READINGS =
            new Missing.Undocumented("how AWS compares a path with an escape, a double slash or a slash at its end");

    private static final Formula NO_ARN =
            Formula.open(new Missing.Undocumented("what a NotResource leaves out by a text that is no ARN"));
    private static final Formula NO_VALUE =
            Formula.open(new Missing.Undocumented("what a NotResource leaves out when a variable in it has no value"));

    private final Statement statement;
    private final int position;
    private final List<Glob> actions;
    private final boolean everyAction;
    private final List<ResourcePattern> resources;
    private final List<ConditionEvaluator> conditions;
    private final Formula unclear;

    /** A resource; with variables it is compiled for each request. */
    private record ResourcePattern(String text, Optional<ArnPattern> fixed, ArnPattern.Missing shortArns) {

        static ResourcePattern of(String text, boolean variables, ArnPattern.Missing shortArns) {
            return new ResourcePattern(
                    text,
                    variables && text.contains("${")
                            ? Optional.empty()
                            : ArnPattern.compile(text, Variables.NONE, shortArns),
                    shortArns);
        }

        boolean varies() {
            return fixed.isEmpty();
        }

        /** Empty when a variable has no value. */
        Optional<ArnPattern> in(Request request) {
            return varies() ? ArnPattern.compile(text, Variables.of(request), shortArns) : fixed;
        }
    }

    /** @param position in the document, from 1 */
    StatementMatcher(PolicyDocument document, Statement statement, int position, ArnPattern.Missing shortArns) {
        this.statement = statement;
        this.position = position;
        var why = statement.unclear();
        this.unclear = why == null ? Formula.Known.TRUE : Formula.open(new Missing.Undocumented(why));
        this.everyAction = statement.actions().patterns().contains("*");
        this.actions = statement.actions().patterns().stream()
                .filter(pattern -> ACTION.matcher(pattern).matches())
                .map(pattern -> Glob.of(pattern.toLowerCase(Locale.ROOT)))
                .toList();
        var variables = document.version().equals(PolicyDocument.CURRENT);
        var set = statement.resources();
        this.resources = set == null
                ? List.of()
                : set.patterns().stream()
                        .map(text -> ResourcePattern.of(text, variables, shortArns))
                        .toList();
        this.conditions = statement.conditions().stream()
                .map(condition -> new ConditionEvaluator(condition, variables))
                .toList();
    }

    Statement statement() {
        return statement;
    }

    int position() {
        return position;
    }

    /** Whether it applies. */
    Formula applies(Asked asked) {
        if (!action(asked)) {
            return Formula.Known.FALSE;
        }
        var resource = resource(asked);
        return resource.fails() ? resource : resource.and(conditions(asked.request()));
    }

    /** Whether all conditions hold, which does not depend on the resource; it is open for a statement that is unclear. */
    Formula conditions(Request request) {
        var result = unclear;
        for (var condition : conditions) {
            if (result.fails()) {
                return result;
            }
            result = result.and(condition.holds(request));
        }
        return result;
    }

    /** Each condition by itself, in the order of the statement. */
    List<Formula> eachCondition(Request request) {
        return conditions.stream().map(condition -> condition.holds(request)).toList();
    }

    /** Whether which resources it is about depends on the request. */
    boolean varies() {
        return resources.stream().anyMatch(ResourcePattern::varies);
    }

    boolean action(Asked asked) {
        var matched = everyAction;
        for (var index = 0; index < actions.size() && !matched; index++) {
            matched = actions.get(index).matches(asked.action());
        }
        return matched != statement.actions().inverted();
    }

    Formula resource(Asked asked) {
        var set = statement.resources();
        if (set == null) {
            return Formula.Known.TRUE;
        }
        if (set.inverted() && set.patterns().stream().anyMatch(StatementMatcher::isShort)) {
            return Formula.open(
                    new Missing.Undocumented("what a NotResource with fewer than six parts of an ARN leaves out"));
        }
        var first = resource(asked, asked.readings().getFirst(), set.inverted());
        for (var reading : asked.readings().subList(1, asked.readings().size())) {
            if (!resource(asked, reading, set.inverted()).equals(first)) {
                return Formula.open(READINGS);
            }
        }
        return first;
    }

    private Formula resource(Asked asked, ArnPattern.Parts resource, boolean inverted) {
        var matched = Formula.Known.FALSE;
        for (var pattern : resources) {
            var open = pattern.varies() ? openVariables(pattern.text(), asked.request()) : Formula.Known.FALSE;
            if (!open.fails()) {
                matched = matched.or(open);
                continue;
            }
            var compiled = pattern.in(asked.request());
            if (compiled.isEmpty() && inverted) {
                matched = matched.or(NO_VALUE);
            }
            if (compiled.isPresent() && inverted && compiled.get().isNothing()) {
                matched = matched.or(NO_ARN);
            }
            if (compiled.isPresent() && compiled.get().matches(resource)) {
                matched = Formula.Known.TRUE;
            }
        }
        return inverted ? matched.not() : matched;
    }

    /** The first variable whose key is not known, if any. */
    static Formula openVariables(String text, Request request) {
        var open = new ArrayList<String>();
        for (var key : Variables.keys(text)) {
            if (request.isOpen(key)) {
                open.add(key);
            }
        }
        return open.isEmpty() ? Formula.Known.FALSE : Formula.open(new Missing.Key(open.getFirst(), null));
    }

    private static boolean isShort(String text) {
        return !text.equals("*") && ArnPattern.parts(text) < ArnPattern.PARTS;
    }
}
