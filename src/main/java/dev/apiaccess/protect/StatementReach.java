// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which methods statements of a resource policy are about, asked by one call of each: enough to tell people, not to decide by. */
final class StatementReach {

    private static final String ARN = "aws:principalarn";
    private static final Set<String> NAMING = Set.of("arnequals", "arnlike", "stringequals", "stringlike");
    private static final Pattern ONLY_WILDCARDS = Pattern.compile("[*?:]*");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^/]*}");

    private final FenceStatements.Place place;

    StatementReach(FenceStatements.Place place) {
        this.place = place;
    }

    /** Whether some statement allows unsigned calls of a method, under whatever further conditions. */
    boolean allowsUnsigned(List<Statement> statements, String stage, MethodKey method) {
        return statements.stream()
                .anyMatch(one -> one.effect() == Effect.ALLOW
                        && isForEveryone(one)
                        && !isForSigned(one)
                        && isAbout(one, stage, method));
    }

    /**
     * Whether a statement allows whoever there is, not callers that it names, a method in some stage.
     *
     * @param isSigned whether unsigned calls do not count
     */
    boolean opens(Statement statement, Set<String> stages, MethodKey method, boolean isSigned) {
        return statement.effect() == Effect.ALLOW
                && isForEveryone(statement)
                && !(isSigned && isForUnsigned(statement))
                && statement.conditions().stream().noneMatch(StatementReach::isNaming)
                && stages.stream().anyMatch(stage -> isAbout(statement, stage, method));
    }

    private static boolean isForEveryone(Statement statement) {
        var principals = statement.principals();
        return principals != null
                && (principals.inverted()
                        || principals.entries().stream()
                                .anyMatch(entry -> entry.type() == PrincipalSet.Type.EVERYONE
                                        || (entry.type() == PrincipalSet.Type.AWS
                                                && entry.value().equals("*"))));
    }

    private static boolean isForUnsigned(Statement statement) {
        return hasNull(statement, "true");
    }

    private static boolean isForSigned(Statement statement) {
        return hasNull(statement, "false")
                || statement.conditions().stream().anyMatch(one -> isKey(one) && NAMING.contains(operator(one)));
    }

    private static boolean hasNull(Statement statement, String value) {
        return statement.conditions().stream()
                .anyMatch(one -> isKey(one)
                        && operator(one).equals("null")
                        && one.values().stream().allMatch(value::equalsIgnoreCase));
    }

    private static boolean isNaming(Condition condition) {
        return isKey(condition)
                && NAMING.contains(operator(condition))
                && condition.values().stream()
                        .noneMatch(value -> ONLY_WILDCARDS.matcher(value).matches());
    }

    private static boolean isKey(Condition condition) {
        return condition.key().toLowerCase(Locale.ROOT).equals(ARN);
    }

    private static String operator(Condition condition) {
        return condition.operator().toLowerCase(Locale.ROOT);
    }

    private boolean isAbout(Statement statement, String stage, MethodKey method) {
        var actions = statement.actions().patterns().stream()
                .anyMatch(pattern -> Glob.ignoringCase(pattern).matches(ExecuteApi.INVOKE));
        if (actions == statement.actions().inverted()) {
            return false;
        }
        var resources = statement.resources();
        if (resources == null) {
            return true;
        }
        var call = call(stage, method);
        return resources.patterns().stream()
                        .anyMatch(pattern -> Glob.of(pattern).matches(call))
                != resources.inverted();
    }

    private String call(String stage, MethodKey method) {
        return ExecuteApi.requestArn(
                place.partition(),
                place.region(),
                place.account(),
                place.apiId(),
                stage,
                method.verb().equals(MethodRule.ANY) ? "GET" : method.verb(),
                PARAMETER.matcher(method.path()).replaceAll("x"));
    }
}
