// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiAccessPolicySpec;
import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Verb;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyLimits;
import dev.apiaccess.model.PrincipalRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many characters rules take at least in the policy of a principal, computed from lengths: what AWS does not take is never
 * rendered, and costs no more than a look at it. Of conditions only addresses count, so the true size may be larger.
 */
public final class PolicySize {

    /** {@code ANY} on these two paths is one line for each stage. */
    private static final Pattern GREEDY_ROOT = Pattern.compile("/\\{[^/]+\\+}");

    private static final int DOCUMENT = "{\"Version\":\"2012-10-17\",\"Statement\":[]}".length();
    private static final int STATEMENT =
            "{\"Sid\":\"aa0123456789012340\",\"Effect\":\"Deny\",\"Action\":\"execute-api:Invoke\",\"Resource\":},"
                    .length();
    /** Most rules that are listed with their cost. */
    private static final int TOLD = 3;

    private PolicySize() {}

    /**
     * What one rule takes.
     *
     * @param methods after {@code ANY} is expanded
     * @param spellings of the paths: a Deny names what ends in text with and without a slash at its end
     * @param stages of which each is written; one where a star stands for every stage
     */
    public record Cost(String rule, int methods, int paths, int spellings, int stages, long characters) {

        private String text() {
            return "rule " + rule + " takes " + characters + " (" + counted(methods, "method") + " x "
                    + counted(paths, "path")
                    + (spellings > paths ? ", written " + spellings + " ways with a slash at the end," : "") + " x "
                    + counted(stages, "stage") + ")";
        }
    }

    /** The first principal whose rules alone are longer than AWS takes, and what each of them takes. */
    public record TooLong(String principal, List<Cost> costs) {

        /** The message for status. */
        public String text() {
            return "the policy of " + principal + " would have at least " + size(costs) + " characters, AWS takes "
                    + PolicyLimits.MANAGED_POLICY_SIZE + ": " + PolicySize.text(costs) + ": " + REMEDY;
        }
    }

    /** What would help. */
    public static final String REMEDY =
            "name fewer methods, paths or stages for this principal, let a {parameter} cover "
                    + "several paths, or use ANY on / and /{any+} for a whole stage";

    /** Before anything is resolved: with the shortest possible names. */
    static Optional<TooLong> of(ApiAccessPolicySpec spec) {
        var target = spec.api();
        var id = target.restApiId();
        var region = target.region();
        var shape = new Shape(
                "aws".length(),
                region == null ? "us-east-1".length() : region.length(),
                id == null ? 1 : id.length(),
                lengths(target.stages()),
                lengths(target.stages()),
                target.everyStage());
        return longest(
                spec.rules().stream()
                        .map(rule -> new Part(
                                rule.name(),
                                Objects.requireNonNullElse(rule.effect(), RuleEffect.Allow),
                                rule.principals(),
                                rule.methods(),
                                rule.paths(),
                                rule.effect() == RuleEffect.Deny ? rule.unless() : rule.when()))
                        .toList(),
                shape);
    }

    /** With everything resolved. */
    static Optional<TooLong> of(AccessIntent intent) {
        return longest(intent.grants().stream().map(PolicySize::part).toList(), shape(intent));
    }

    /** What each rule of an object takes in the policy of a principal. */
    public static List<Cost> costs(AccessIntent intent, PrincipalRef principal) {
        var shape = shape(intent);
        return intent.grants().stream()
                .filter(grant -> grant.principals().stream()
                        .anyMatch(one -> one.identity().equals(principal.identity())))
                .map(grant -> cost(part(grant), shape))
                .toList();
    }

    /** Characters of the document of these rules alone. */
    public static long size(List<Cost> costs) {
        return characters(costs) + DOCUMENT - 1;
    }

    /** Characters of the statements of these rules, each with its comma. */
    public static long characters(List<Cost> costs) {
        return costs.stream().mapToLong(Cost::characters).sum();
    }

    /** The rules, the longest first, since those are what to look at. */
    public static String text(List<Cost> costs) {
        var dearest = costs.stream()
                .sorted((one, other) -> Long.compare(other.characters(), one.characters()))
                .limit(TOLD)
                .map(Cost::text)
                .collect(Collectors.joining(", "));
        return costs.size() > TOLD ? dearest + ", " + (costs.size() - TOLD) + " more" : dearest;
    }

    private record Part(
            String rule,
            RuleEffect effect,
            List<String> principals,
            List<Verb> verbs,
            List<String> paths,
            @Nullable Conditions conditions) {}

    /** Lengths of what every resource has. */
    private record Shape(
            int partition, int region, int api, List<Integer> allowed, List<Integer> denied, boolean everyStage) {

        /** {@code "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/",} with its comma. */
        long prefix() {
            return (long) "\"arn::execute-api::111122223333:/\",".length() + partition + region + api;
        }
    }

    private static Shape shape(AccessIntent intent) {
        return new Shape(
                intent.partition().length(),
                intent.region().length(),
                intent.api().id().length(),
                lengths(intent.stages(RuleEffect.Allow)),
                lengths(intent.stages(RuleEffect.Deny)),
                intent.everyStage());
    }

    private static List<Integer> lengths(List<String> texts) {
        return texts.stream().map(String::length).toList();
    }

    private static Part part(AccessIntent.Grant grant) {
        return new Part(
                grant.rule(),
                grant.effect(),
                grant.principals().stream().map(PrincipalRef::text).toList(),
                grant.verbs(),
                grant.paths(),
                grant.conditions());
    }

    /** Stops at the first rule with which a principal has too much. */
    private static Optional<TooLong> longest(List<Part> parts, Shape shape) {
        Map<String, List<Cost>> costs = new HashMap<>();
        for (var part : parts) {
            var cost = cost(part, shape);
            for (var principal : part.principals()) {
                // Two spellings of one principal count apart: the result is a lower bound.
                var all = costs.computeIfAbsent(
                        principal.substring(principal.lastIndexOf(':') + 1), _ -> new ArrayList<>(2));
                all.add(cost);
                if (size(all) > PolicyLimits.MANAGED_POLICY_SIZE) {
                    return Optional.of(new TooLong(principal.substring(principal.lastIndexOf(':') + 1), all));
                }
            }
        }
        return Optional.empty();
    }

    private static Cost cost(Part part, Shape shape) {
        var verbs = part.verbs().contains(Verb.ANY)
                ? ExecuteApi.VERBS
                : part.verbs().stream().map(Enum::name).collect(Collectors.toSet());
        var everywhere = shape.everyStage() && part.effect() == RuleEffect.Deny;
        var stages = everywhere
                ? List.of(ExecuteApi.EVERY_STAGE.length())
                : part.effect() == RuleEffect.Deny ? shape.denied() : shape.allowed();
        if (stages.isEmpty()) {
            return new Cost(
                    part.rule(), verbs.size(), part.paths().size(), part.paths().size(), 0, 0);
        }
        var names = stages.stream().mapToLong(Integer::longValue).sum();
        var count = (long) stages.size();
        if (part.verbs().contains(Verb.ANY) && wholeStage(part.paths())) {
            var each = everywhere ? 0 : "/*".length();
            var characters = count * (shape.prefix() + each) + names;
            return new Cost(part.rule(), 1, 1, 1, stages.size(), times(part, STATEMENT + list(count, characters)));
        }
        var patterns = patterns(part.paths(), part.effect());
        var lines = count * verbs.size() * patterns.size();
        var characters = lines * (shape.prefix() + "//".length())
                + names * verbs.size() * patterns.size()
                + count
                        * patterns.size()
                        * verbs.stream().mapToLong(String::length).sum()
                + count
                        * verbs.size()
                        * patterns.stream().mapToLong(String::length).sum();
        return new Cost(
                part.rule(),
                verbs.size(),
                patterns(part.paths(), RuleEffect.Allow).size(),
                patterns.size(),
                stages.size(),
                times(part, STATEMENT + list(lines, characters)));
    }

    /** The last line has no comma, and several lines have brackets. */
    private static long list(long lines, long characters) {
        return lines > 1 ? characters + 1 : characters - lines;
    }

    /** Each exception of a Deny is a statement of its own; of conditions only addresses are many. */
    private static long times(Part part, long characters) {
        var conditions = part.conditions();
        if (conditions == null) {
            return characters;
        }
        var addresses = conditions.sourceIps().stream()
                .mapToLong(range -> range.length() + "\"\",".length())
                .sum();
        if (part.effect() != RuleEffect.Deny) {
            return characters + addresses;
        }
        var mfa = conditions.mfa();
        var exceptions = (mfa == null ? 0 : mfa.maxAge() == null ? 1 : 2)
                + (conditions.sourceIps().isEmpty() ? 0 : 1)
                + (conditions.notBefore() == null ? 0 : 1)
                + (conditions.notAfter() == null ? 0 : 1);
        return characters * Math.max(1, exceptions) + addresses;
    }

    private static Set<String> patterns(List<String> paths, RuleEffect effect) {
        return paths.stream()
                .map(ExecuteApi::pathPattern)
                .flatMap(pattern -> effect == RuleEffect.Deny ? ExecuteApi.spellings(pattern) : Stream.of(pattern))
                .collect(Collectors.toSet());
    }

    /** Only the root and everything below it is the whole stage; a star for the verb would open more than that. */
    public static boolean wholeStage(List<String> paths) {
        var different = Set.copyOf(paths);
        return different.size() == 2
                && different.contains("/")
                && different.stream().anyMatch(path -> GREEDY_ROOT.matcher(path).matches());
    }

    private static String counted(int number, String what) {
        return number + " " + (number == 1 ? what : what + "s");
    }
}
