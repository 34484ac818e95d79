// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Laws that hold for every document, over generated ones from a vocabulary small enough that statements meet. */
class IamPropertiesTest {

    private static final String PREFIX = "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/";

    @Property(tries = 500)
    void readingWhatWasWrittenGivesTheSame(@ForAll("documents") PolicyDocument document) {
        String text = PolicyWriter.write(document);

        assertThat(PolicyReader.read(text)).as(text).isEqualTo(document);
        assertThat(PolicyWriter.managedPolicySize(text)).isLessThanOrEqualTo(text.length());
    }

    @Property(tries = 500)
    void orderIsNoMeaning(@ForAll("documents") PolicyDocument document, @ForAll Random random) {
        PolicyDocument shuffled = shuffle(document, random);

        assertThat(Canonical.sameMeaning(document, shuffled)).isTrue();
        assertThat(Canonical.of(Canonical.of(document))).isEqualTo(Canonical.of(document));
    }

    @Property(tries = 500)
    void whatMeansTheSameDecidesTheSame(
            @ForAll("documents") PolicyDocument document, @ForAll("requests") Request request, @ForAll Random random) {
        Decision.Outcome first = decide(document, request);

        assertThat(decide(shuffle(document, random), request)).isEqualTo(first);
        assertThat(decide(Canonical.of(document), request)).isEqualTo(first);
    }

    @Property(tries = 500)
    void oneMoreDenyNeverAllows(
            @ForAll("documents") PolicyDocument document,
            @ForAll("statements") Statement more,
            @ForAll("requests") Request request) {
        Statement deny = new Statement(
                "more", Effect.DENY, more.principals(), more.actions(), more.resources(), more.conditions());

        boolean before = decide(document, request) == Decision.Outcome.ALLOWED;
        boolean after = decide(with(document, deny), request) == Decision.Outcome.ALLOWED;

        assertThat(after && !before).as("%s", deny).isFalse();
    }

    @Property(tries = 500)
    void oneMoreAllowNeverRefuses(
            @ForAll("documents") PolicyDocument document,
            @ForAll("statements") Statement more,
            @ForAll("requests") Request request) {
        Statement allow = new Statement(
                "more", Effect.ALLOW, more.principals(), more.actions(), more.resources(), more.conditions());

        boolean before = decide(document, request) == Decision.Outcome.ALLOWED;
        boolean after = decide(with(document, allow), request) == Decision.Outcome.ALLOWED;

        assertThat(before && !after).as("%s", allow).isFalse();
    }

    @Property(tries = 2000)
    void globsAgreeWithRegularExpressions(@ForAll("globs") String pattern, @ForAll("texts") String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        boolean expected =
                Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();

        assertThat(Glob.of(pattern).matches(text)).as("%s on %s", pattern, text).isEqualTo(expected);
    }

    @Property
    void literalTextMatchesOnlyItself(@ForAll("globs") String literal, @ForAll("texts") String text) {
        Glob glob = new Glob.Builder().literal(literal).build();

        assertThat(glob.matches(literal)).isTrue();
        assertThat(glob.matches(text)).isEqualTo(text.equals(literal));
    }

    @Property
    void templatesAreCoveredByTheirPattern(@ForAll("parts") List<String> values) {
        String template = "/orders/" + "{p}/".repeat(values.size()) + "end";
        String path = "/orders/" + String.join("/", values) + "/end";

        String pattern = ExecuteApi.arn(
                "aws", "eu-west-1", "111111111111", "abc123def4", "prod", "GET", ExecuteApi.pathPattern(template));
        String request = ExecuteApi.requestArn("aws", "eu-west-1", "111111111111", "abc123def4", "prod", "GET", path);

        assertThat(ArnPattern.of(pattern).matches(request))
                .as("%s on %s", pattern, request)
                .isTrue();
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.strings()
                .withChars('a', 'b', '*', '?', '/', '.', '\n')
                .ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'b', '*', '/', '.', '\n').ofMaxLength(16);
    }

    @Provide
    Arbitrary<List<String>> parts() {
        return Arbitraries.strings()
                .withChars("ab:.*?$&")
                .ofMinLength(1)
                .ofMaxLength(5)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<PolicyDocument> documents() {
        return statements().list().ofMinSize(1).ofMaxSize(4).map(statements -> {
            List<Statement> named = new ArrayList<>();
            for (Statement statement : statements) {
                named.add(statement.withSid("s" + named.size()));
            }
            return PolicyDocument.of(named);
        });
    }

    @Provide
    Arbitrary<Statement> statements() {
        Arbitrary<List<String>> actions = Arbitraries.of("execute-api:Invoke", "execute-api:*", "*", "iam:Get*")
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(2);
        Arbitrary<List<String>> resources = Arbitraries.of(
                        PREFIX + "GET/a", PREFIX + "*", PREFIX + "GET/${aws:username}", "*")
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.of(Effect.class),
                        Combinators.combine(Arbitraries.of(true, false, false), actions)
                                .as(ActionSet::new),
                        Combinators.combine(Arbitraries.of(true, false, false), resources)
                                .as(ResourceSet::new),
                        conditions())
                .as((effect, action, resource, conditions) -> Statement.of(null, effect, action, resource, conditions));
    }

    private static Arbitrary<List<Condition>> conditions() {
        Arbitrary<String> operators = Arbitraries.of(
                "StringEquals",
                "StringNotEquals",
                "StringLikeIfExists",
                "ForAnyValue:StringLike",
                "ForAllValues:StringEquals",
                "Null",
                "Bool");
        Arbitrary<List<String>> values = Arbitraries.of("x", "true", "x*", "${aws:username}")
                .list()
                .uniqueElements()
                .ofMaxSize(3);
        return Combinators.combine(operators, Arbitraries.of("aws:UserAgent", "aws:TagKeys"), values)
                .as(Condition::new)
                .list()
                .uniqueElements(condition -> condition.operator() + condition.key())
                .ofMaxSize(2)
                // The text groups conditions by operator, so the model that comes back has them side by side.
                .map(list -> list.stream()
                        .sorted((a, b) -> a.operator().compareTo(b.operator()))
                        .toList());
    }

    @Provide
    Arbitrary<Request> requests() {
        Principal ann = new Principal.User(Arn.parse("arn:aws:iam::111111111111:user/ann"));
        return Combinators.combine(
                        Arbitraries.of(PREFIX + "GET/a", PREFIX + "GET/ann", PREFIX + "POST/a"),
                        Arbitraries.of("x", "true", "ann").list().ofMaxSize(2),
                        Arbitraries.of("x", "xy").list().ofMaxSize(1))
                .as((resource, tags, agent) -> new Request(
                        ExecuteApi.INVOKE, resource, ann, Map.of("aws:TagKeys", tags, "aws:UserAgent", agent)));
    }

    private static Decision.Outcome decide(PolicyDocument document, Request request) {
        return Evaluator.evaluate(request, Policies.identity(document)).outcome();
    }

    private static PolicyDocument with(PolicyDocument document, Statement more) {
        List<Statement> statements = new ArrayList<>(document.statements());
        statements.add(more);
        return document.withStatements(statements);
    }

    private static PolicyDocument shuffle(PolicyDocument document, Random random) {
        return document.withStatements(shuffle(
                document.statements().stream()
                        .map(statement -> new Statement(
                                statement.sid(),
                                statement.effect(),
                                null,
                                new ActionSet(
                                        statement.actions().inverted(),
                                        shuffle(statement.actions().patterns(), random)),
                                shuffle(statement.resources(), random),
                                shuffle(statement.conditions(), random)))
                        .toList(),
                random));
    }

    private static ResourceSet shuffle(@Nullable ResourceSet resources, Random random) {
        ResourceSet given = Objects.requireNonNull(resources);
        return new ResourceSet(given.inverted(), shuffle(given.patterns(), random));
    }

    private static <T> List<T> shuffle(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
