// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    private static final Formula SHORT_NOT_RESOURCE =
            Formula.open(new Missing.Undocumented("what a NotResource with fewer than six parts of an ARN leaves out"));

    private final Statement statement;
    private final int position;
    private final Actions actions;
    private final boolean named;
    private final boolean inverted;
    private final boolean isShort;
    /** The only resource, where there is one without variables, which is the rule. */
    private final @Nullable ArnPattern only;

    private final List<ResourcePattern> resources;
    private final List<ConditionEvaluator> conditions;
    private final Formula unclear;

    /** What actions a statement is about. Those of a document that are the same are one, so that they are looked at without another look at memory. */
    record Actions(boolean every, boolean inverted, List<Glob> globs) {

        static Actions of(ActionSet set) {
            return new Actions(
                    set.patterns().contains("*"),
                    set.inverted(),
                    set.patterns().stream()
                            .filter(pattern -> ACTION.matcher(pattern).matches())
                            .map(pattern -> Glob.of(pattern.toLowerCase(Locale.ROOT)))
                            .toList());
        }

        boolean have(String action) {
            var matched = every;
            for (var index = 0; index < globs.size() && !matched; index++) {
                matched = globs.get(index).matches(action);
            }
            return matched != inverted;
        }
    }

    /**
     * A resource.
     *
     * @param fixed null where it has variables; then it is compiled for each request
     */
    private record ResourcePattern(String text, @Nullable ArnPattern fixed, ArnPattern.Missing shortArns) {

        static ResourcePattern of(String text, boolean variables, ArnPattern.Missing shortArns) {
            return new ResourcePattern(
                    text,
                    variables && text.contains("${")
                            ? null
                            : ArnPattern.compile(text, Variables.NONE, shortArns)
                                    .orElse(null),
                    shortArns);
        }

        boolean varies() {
            return fixed == null;
        }

        /** Empty when a variable has no value. */
        Optional<ArnPattern> in(Request request) {
            return fixed == null ? ArnPattern.compile(text, Variables.of(request), shortArns) : Optional.of(fixed);
        }
    }

    /**
     * A statement that is prepared.
     *
     * @param position in the document, from 1
     * @param actions of the statement
     */
    StatementMatcher(
            PolicyDocument document, Statement statement, int position, Actions actions, ArnPattern.Missing shortArns) {
        this.statement = statement;
        this.position = position;
        this.actions = actions;
        var why = statement.unclear();
        this.unclear = why == null ? Formula.Known.TRUE : Formula.open(new Missing.Undocumented(why));
        var variables = document.version().equals(PolicyDocument.CURRENT);
        var set = statement.resources();
        this.named = set != null;
        this.inverted = set != null && set.inverted();
        this.isShort = inverted && set != null && set.patterns().stream().anyMatch(StatementMatcher::isShort);
        this.resources = set == null
                ? List.of()
                : set.patterns().stream()
                        .map(text -> ResourcePattern.of(text, variables, shortArns))
                        .toList();
        this.only = resources.size() == 1 ? resources.getFirst().fixed() : null;
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
        return actions.have(asked.action());
    }

    Formula resource(Asked asked) {
        if (!named) {
            return Formula.Known.TRUE;
        }
        if (isShort) {
            return SHORT_NOT_RESOURCE;
        }
        var first = resource(asked, asked.readings().getFirst());
        for (var number = 1; number < asked.readings().size(); number++) {
            if (!resource(asked, asked.readings().get(number)).equals(first)) {
                return Formula.open(READINGS);
            }
        }
        return first;
    }

    private Formula resource(Asked asked, ArnPattern.Parts resource) {
        if (only != null && !inverted) {
            return Formula.of(only.matches(resource));
        }
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
