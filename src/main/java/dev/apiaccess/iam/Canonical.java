// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One form for documents that mean the same: what the language treats as a set is sorted and without repeats, what it compares without
 * letter case is in one spelling, the Id (which nothing evaluates) is gone. Sids stay: they name the owner of a statement. Two forms of one
 * principal become one: {@code "*"} and {@code {"AWS": "*"}}, an account id and its root ARN.
 */
public final class Canonical {

    private static final Pattern ACCOUNT_ROOT = Pattern.compile("arn:[a-z-]+:iam::(\\d{12}):root");

    private static final Comparator<Condition> BY_OPERATOR_AND_KEY =
            Comparator.comparing(Condition::operator).thenComparing(Condition::key);

    private Canonical() {}

    public static PolicyDocument of(PolicyDocument document) {
        List<Statement> statements = document.statements().stream()
                .map(Canonical::of)
                .distinct()
                .sorted(Comparator.comparing(PolicyWriter::write))
                .toList();
        return new PolicyDocument(document.version(), null, statements);
    }

    public static Statement of(Statement statement) {
        PrincipalSet principals = statement.principals();
        ResourceSet resources = statement.resources();
        ActionSet actions = statement.actions();
        return new Statement(
                statement.sid(),
                statement.effect(),
                principals == null ? null : of(principals),
                new ActionSet(actions.inverted(), sorted(lowerCase(actions.patterns()))),
                resources == null ? null : new ResourceSet(resources.inverted(), sorted(resources.patterns())),
                statement.conditions().stream()
                        .map(Canonical::of)
                        .sorted(BY_OPERATOR_AND_KEY)
                        .toList());
    }

    /** True when both documents mean the same and their statements have the same owners (Sids). */
    public static boolean sameMeaning(PolicyDocument a, PolicyDocument b) {
        return of(a).equals(of(b));
    }

    /** As for documents; both must come from documents of one version. */
    public static boolean sameMeaning(Statement a, Statement b) {
        return of(a).equals(of(b));
    }

    private static PrincipalSet of(PrincipalSet principals) {
        List<PrincipalSet.Entry> entries = principals.entries().stream()
                .map(Canonical::of)
                .distinct()
                .sorted(Comparator.comparing(PrincipalSet.Entry::type).thenComparing(PrincipalSet.Entry::value))
                .toList();
        boolean everyone =
                entries.stream().allMatch(entry -> entry.equals(new PrincipalSet.Entry(PrincipalSet.Type.AWS, "*")));
        return new PrincipalSet(
                principals.inverted(), everyone ? PrincipalSet.everyone().entries() : entries);
    }

    private static PrincipalSet.Entry of(PrincipalSet.Entry entry) {
        if (entry.type() == PrincipalSet.Type.EVERYONE) {
            return new PrincipalSet.Entry(PrincipalSet.Type.AWS, "*");
        }
        Matcher root = ACCOUNT_ROOT.matcher(entry.value());
        return entry.type() == PrincipalSet.Type.AWS && root.matches()
                ? new PrincipalSet.Entry(PrincipalSet.Type.AWS, root.group(1))
                : entry;
    }

    private static Condition of(Condition condition) {
        ConditionOperator operator =
                ConditionOperator.parse(condition.operator()).orElseThrow();
        boolean truth =
                operator.test() == ConditionOperator.Test.BOOL || operator.test() == ConditionOperator.Test.NULL;
        List<String> values = truth ? lowerCase(condition.values()) : condition.values();
        return new Condition(operator.spelling(), condition.key().toLowerCase(Locale.ROOT), sorted(values));
    }

    private static List<String> lowerCase(List<String> values) {
        return values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
    }

    private static List<String> sorted(List<String> values) {
        return values.stream().distinct().sorted().toList();
    }
}
