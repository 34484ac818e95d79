// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides whether a statement applies to a request: action, resource and every condition (the principal is apart). */
final class StatementMatcher {

    /** The service of an action is written out; only the name may hold wildcards. */
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:.+", Pattern.DOTALL);

    private final Request request;
    private final Variables variables;
    private final ArnPattern.Missing shortArn;
    private final ConditionEvaluator conditions;

    StatementMatcher(PolicyDocument document, Request request, ArnPattern.Missing shortArn) {
        this.request = request;
        this.variables = Variables.of(document, request);
        this.shortArn = shortArn;
        this.conditions = new ConditionEvaluator(request, variables);
    }

    boolean applies(Statement statement) {
        return action(statement.actions())
                && (statement.resources() == null || resource(statement.resources()))
                && statement.conditions().stream().allMatch(conditions::holds);
    }

    private boolean action(ActionSet actions) {
        boolean matched = actions.patterns().stream().anyMatch(this::action);
        return matched != actions.inverted();
    }

    private boolean action(String pattern) {
        return pattern.equals("*")
                || (ACTION.matcher(pattern).matches()
                        && Glob.ignoringCase(pattern).matches(request.action()));
    }

    private boolean resource(ResourceSet resources) {
        List<Optional<ArnPattern>> patterns = resources.patterns().stream()
                .map(text -> ArnPattern.compile(text, variables, shortArn))
                .toList();
        // "All but X" with an unknown X would be everything, so such a statement does not apply at all.
        if (resources.inverted() && patterns.stream().anyMatch(Optional::isEmpty)) {
            return false;
        }
        boolean matched =
                patterns.stream().flatMap(Optional::stream).anyMatch(pattern -> pattern.matches(request.resource()));
        return matched != resources.inverted();
    }
}
