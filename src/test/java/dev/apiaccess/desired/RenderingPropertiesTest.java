// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.Mfa;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Verb;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.PolicySize;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.Sids;
import dev.apiaccess.testing.FakeAws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Laws of rendering, over generated rules of a vocabulary small enough that rules meet. */
class RenderingPropertiesTest {

    private static final List<PrincipalRef> PRINCIPALS = List.of(
            PrincipalRef.parse("role/apps/web"),
            PrincipalRef.parse("user/alice"),
            PrincipalRef.parse("group/analysts"));
    private static final List<String> PATHS =
            List.of("/", "/{proxy+}", "/orders", "/orders/{id}", "/files/{path+}", "/a/{b}/c.d:e-f_1");

    @Property(tries = 500)
    void everyDocumentIsOneThatIamTakesAndSaysInvokeAlone(
            @ForAll("intents") AccessIntent intent, @ForAll("principals") PrincipalRef principal) {
        var statements = StatementRenderer.render(intent, principal);
        Assume.that(!statements.isEmpty());
        var document = PolicyDocument.of(statements);
        var text = PolicyWriter.write(document);

        ExecuteApi.assertOnlyInvoke(document, FakeAws.ACCOUNT);
        assertThat(PolicyReader.read(text, PolicyKind.IDENTITY)).as(text).isEqualTo(document);
    }

    @Property(tries = 500)
    void sidsAreLettersAndDigitsAndTellTheirOwner(
            @ForAll("intents") AccessIntent intent, @ForAll("principals") PrincipalRef principal) {
        var sids = StatementRenderer.render(intent, principal).stream()
                .map(Statement::sid)
                .toList();

        assertThat(sids).doesNotHaveDuplicates().allSatisfy(sid -> {
            assertThat(sid).matches("[A-Za-z0-9]+");
            assertThat(Sids.belongsTo(sid, intent.owner())).isTrue();
            assertThat(Sids.retained(sid)).isFalse();
        });
    }

    @Property(tries = 500)
    void whoIsNotNamedGetsNothingAndWhoIsNamedGetsSomething(
            @ForAll("intents") AccessIntent intent, @ForAll("principals") PrincipalRef principal) {
        assertThat(StatementRenderer.render(intent, principal).isEmpty())
                .isEqualTo(!intent.principals().contains(principal));
    }

    @Property(tries = 500)
    void theDigestDoesNotKnowOrder(
            @ForAll("intents") AccessIntent intent,
            @ForAll("principals") PrincipalRef principal,
            @ForAll Random random) {
        var statements = StatementRenderer.render(intent, principal);
        var shuffled = new ArrayList<>(statements);
        Collections.shuffle(shuffled, random);
        var grants = new ArrayList<>(intent.grants());
        Collections.shuffle(grants, random);

        assertThat(StatementRenderer.digest(shuffled)).isEqualTo(StatementRenderer.digest(statements));
        assertThat(StatementRenderer.digest(StatementRenderer.render(withGrants(intent, grants), principal)))
                .isEqualTo(StatementRenderer.digest(statements));
    }

    @Property(tries = 500)
    void theDigestTellsApartWhatMeansSomethingElse(
            @ForAll("intents") AccessIntent one,
            @ForAll("intents") AccessIntent other,
            @ForAll("principals") PrincipalRef principal) {
        var first = StatementRenderer.render(one, principal);
        var second = StatementRenderer.render(other, principal);

        assertThat(StatementRenderer.digest(first).equals(StatementRenderer.digest(second)))
                .as("%s%n%s", first, second)
                .isEqualTo(Canonical.sameMeaning(PolicyDocument.of(first), PolicyDocument.of(second)));
    }

    /** The evaluator of {@code iam} as a witness: what is declared may be called, and no other stage. */
    @Property(tries = 500)
    void whatIsDeclaredMayBeCalled(
            @ForAll("allowances") AccessIntent.Grant grant, @ForAll("stages") Set<String> stages) {
        var intent = withStages(Intents.of("one", grant), List.copyOf(stages));
        var policies = Policies.identity(PolicyDocument.of(
                StatementRenderer.render(intent, grant.principals().first())));

        for (var stage : List.of("prod", "test", "production")) {
            for (var path : grant.paths()) {
                for (var verb : ExecuteApi.VERBS) {
                    var declared = stages.contains(stage) && names(grant, verb);
                    var request = call(
                            stage, verb, path.replaceAll("\\{[^/+]+\\+}", "x/y").replaceAll("\\{[^/]+}", "x"));
                    if (declared) {
                        assertThat(Evaluator.evaluate(request, policies).outcome())
                                .as("%s by %s", request, grant)
                                .isEqualTo(Decision.Outcome.ALLOWED);
                    } else if (!stages.contains(stage) || !names(grant, verb)) {
                        assertThat(Evaluator.evaluate(request, policies).outcome())
                                .as("%s by %s", request, grant)
                                .isEqualTo(Decision.Outcome.IMPLICIT_DENY);
                    }
                }
            }
        }
    }

    /** Whether AWS takes a call with one more slash at its end for the same method is open: a Deny must not depend on it. */
    @Property(tries = 500)
    void whatIsDeniedIsDeniedWithASlashAtItsEndToo(
            @ForAll("denials") AccessIntent.Grant grant,
            @ForAll("stages") Set<String> stages,
            @ForAll boolean everyStage) {
        var intent = withStages(Intents.of("one", grant), List.copyOf(stages), everyStage);
        var policies = Policies.identity(PolicyDocument.of(
                StatementRenderer.render(intent, grant.principals().first())));

        for (var stage : everyStage ? List.of("prod", "tomorrow") : List.copyOf(stages)) {
            for (var path : grant.paths()) {
                for (var verb : ExecuteApi.VERBS) {
                    if (names(grant, verb)) {
                        var plain = path.replaceAll("\\{[^/+]+\\+}", "x/y").replaceAll("\\{[^/]+}", "x");
                        for (var spelling : plain.endsWith("/") ? Set.of(plain) : Set.of(plain, plain + "/")) {
                            assertThat(Evaluator.evaluate(call(stage, verb, spelling), policies)
                                            .outcome())
                                    .as("%s %s by %s", verb, spelling, grant)
                                    .isEqualTo(Decision.Outcome.EXPLICIT_DENY);
                        }
                    }
                }
            }
        }
    }

    @Property(tries = 500)
    void theSizeIsKnownWithoutWriting(@ForAll("intents") AccessIntent plain, @ForAll boolean everyStage) {
        var intent = new AccessIntent(
                plain.owner(),
                plain.connection(),
                plain.tenant(),
                plain.accountId(),
                plain.partition(),
                plain.region(),
                plain.api(),
                plain.stages(),
                everyStage,
                plain.grants(),
                plain.missingPrincipals(),
                plain.missingStages());
        for (var principal : intent.principals()) {
            var written = PolicyWriter.managedPolicySize(
                    PolicyWriter.write(PolicyDocument.of(StatementRenderer.render(intent, principal))));
            var told = PolicySize.size(PolicySize.costs(intent, principal));
            var unconditional = intent.grants().stream().allMatch(grant -> grant.conditions() == null);

            assertThat(told).as("%s", intent).isLessThanOrEqualTo(written);
            if (unconditional) {
                // Allow has one letter more than Deny, and the number of a Sid may have two digits.
                assertThat(told)
                        .as("%s", intent)
                        .isBetween(written - 2L * intent.grants().size(), (long) written);
            }
        }
    }

    private static boolean names(AccessIntent.Grant grant, String verb) {
        return grant.verbs().contains(Verb.ANY) || grant.verbs().contains(Verb.valueOf(verb));
    }

    private static Request call(String stage, String verb, String path) {
        var arn = ExecuteApi.requestArn("aws", FakeAws.REGION, FakeAws.ACCOUNT, "a1b2c3", stage, verb, path);
        var caller = new Principal.User(Arn.parse("arn:aws:iam::" + FakeAws.ACCOUNT + ":user/alice"));
        return new Request(ExecuteApi.INVOKE, arn, caller, Map.of());
    }

    private static AccessIntent withGrants(AccessIntent intent, List<AccessIntent.Grant> grants) {
        return Intents.of(intent.owner().name(), grants.toArray(AccessIntent.Grant[]::new));
    }

    private static AccessIntent withStages(AccessIntent intent, List<String> stages) {
        return withStages(intent, stages, false);
    }

    private static AccessIntent withStages(AccessIntent intent, List<String> stages, boolean everyStage) {
        return new AccessIntent(
                intent.owner(),
                intent.connection(),
                intent.tenant(),
                intent.accountId(),
                intent.partition(),
                intent.region(),
                new RestApi("a1b2c3", "orders"),
                stages,
                everyStage,
                intent.grants(),
                intent.missingPrincipals(),
                intent.missingStages());
    }

    @Provide
    Arbitrary<AccessIntent> intents() {
        var rules = Combinators.combine(
                        Arbitraries.of("read", "write", "admin", "r-4"),
                        Arbitraries.of(RuleEffect.Allow, RuleEffect.Deny),
                        Arbitraries.of(PRINCIPALS).set().ofMinSize(1),
                        verbs(),
                        Arbitraries.of(PATHS).list().uniqueElements().ofMinSize(1),
                        conditions())
                .as((name, effect, principals, verbs, paths, conditions) ->
                        new AccessIntent.Grant(name, effect, new TreeSet<>(principals), verbs, paths, conditions));
        return Combinators.combine(
                        Arbitraries.of("one", "two"),
                        rules.list().ofMinSize(1).ofMaxSize(4).uniqueElements(AccessIntent.Grant::rule))
                .as((name, grants) -> Intents.of(name, grants.toArray(AccessIntent.Grant[]::new)));
    }

    @Provide
    Arbitrary<AccessIntent.Grant> allowances() {
        return Combinators.combine(
                        verbs(), Arbitraries.of(PATHS).list().uniqueElements().ofMinSize(1))
                .as((verbs, paths) ->
                        Intents.grant("read", RuleEffect.Allow, verbs, paths, null, PRINCIPALS.getFirst()));
    }

    @Provide
    Arbitrary<AccessIntent.Grant> denials() {
        return allowances()
                .map(grant -> Intents.grant(
                        "never", RuleEffect.Deny, grant.verbs(), grant.paths(), null, PRINCIPALS.getFirst()));
    }

    @Provide
    Arbitrary<Set<String>> stages() {
        return Arbitraries.of("prod", "test", "v1_a-B").set().ofMinSize(1);
    }

    @Provide
    Arbitrary<PrincipalRef> principals() {
        return Arbitraries.of(PRINCIPALS);
    }

    private static Arbitrary<List<Verb>> verbs() {
        var named = Arbitraries.of(Verb.GET, Verb.HEAD, Verb.POST, Verb.PUT, Verb.PATCH, Verb.DELETE, Verb.OPTIONS)
                .list()
                .uniqueElements()
                .ofMinSize(1);
        return Arbitraries.oneOf(named, Arbitraries.just(List.of(Verb.ANY)));
    }

    private static Arbitrary<@Nullable Conditions> conditions() {
        Arbitrary<@Nullable Mfa> mfa =
                Arbitraries.of(new Mfa(null, Map.of()), new Mfa("1h", Map.of())).injectNull(0.5);
        Arbitrary<List<String>> ranges = Arbitraries.of("10.0.0.0/8", "2001:db8::/32", "203.0.113.7/32")
                .list()
                .uniqueElements();
        Arbitrary<@Nullable String> before =
                Arbitraries.of("2026-01-01T00:00:00Z").injectNull(0.5);
        Arbitrary<@Nullable String> after =
                Arbitraries.of("2027-01-01T00:00:00+02:00").injectNull(0.5);
        return Combinators.combine(mfa, ranges, before, after)
                .as((factor, ips, from, to) -> new Conditions(factor, ips, from, to, Map.of()))
                .injectNull(0.3);
    }
}
