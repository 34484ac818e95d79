// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.access.NaivePolicies.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A survey decides many cells at once; each is what the inquiry answers when it is asked for that cell alone. */
class SurveyTest {

    private static final long ACCOUNTS = Long.getLong("apiaccess.survey.accounts", 400);

    private static final List<String> PATHS = List.of(
            "/orders",
            "/orders/{id}",
            "/",
            "/users/{name}",
            "/users/ann",
            "/{any}/{more+}",
            "/{proxy+}",
            "/orders/{id}/lines/{line}",
            "/teams/{team}",
            "/orders/7",
            "/orders//7",
            "/orders%2F7");

    @Test
    void aCellIsWhatTheInquiryAnswers() {
        var different = LongStream.range(0, ACCOUNTS)
                .parallel()
                .boxed()
                .flatMap(seed -> differences(seed).limit(1))
                .toList();

        assertThat(different).as("of %s accounts", ACCOUNTS).isEmpty();
    }

    @Test
    void theRandomAccountsHaveEveryAnswer() {
        var seen = EnumSet.noneOf(Reply.Extent.class);
        for (var seed = 0L; seed < ACCOUNTS / 10; seed++) {
            var one = new RandomAccount(seed);
            Survey.of(one.account, one.account.apis(), one.terms)
                    .rows()
                    .forEach(row ->
                            row.kinds().forEach(kind -> seen.add(kind.reply().extent())));
        }

        assertThat(seen).containsExactlyInAnyOrder(Reply.Extent.values());
    }

    @Test
    void theSameRowsWhenOthersAreLeftOut() {
        var one = new RandomAccount(3);
        var all = Survey.of(one.account, one.account.apis(), one.terms);
        var some = Survey.of(one.account, one.account.apis(), one.terms, name -> name.startsWith("user/"));

        assertThat(some.rows()).isNotEmpty().hasSizeLessThan(all.rows().size());
        for (var row : some.rows()) {
            var same = all.rows().stream()
                    .filter(other -> other.caller().spoken().equals(row.caller().spoken()))
                    .findFirst()
                    .orElseThrow();
            for (var column = 0; column < some.columns().size(); column++) {
                assertThat(row.cell(column)).isEqualTo(same.cell(column));
            }
        }
    }

    private static Stream<String> differences(long seed) {
        var one = new RandomAccount(seed);
        var survey = Survey.of(one.account, one.account.apis(), one.terms);
        var found = new ArrayList<String>();
        for (var row : survey.rows()) {
            for (var index = 0; index < survey.columns().size(); index++) {
                var column = survey.columns().get(index);
                // A new inquiry, so that nothing is remembered.
                var asked = new Inquiry(
                                one.account,
                                column.inquiry().api(),
                                column.inquiry().stage(),
                                one.terms)
                        .can(
                                row.caller(),
                                column.method().verb(),
                                column.method().path());
                var kind = row.kinds().get(row.kind(index)).reply();
                if (!row.cell(index).equals(asked)) {
                    found.add("account " + seed + ", " + row.caller().spoken() + ", " + column.method() + ":\n"
                            + row.cell(index) + "\nand asked alone\n" + asked);
                } else if (!essence(kind).equals(essence(asked))) {
                    found.add("account " + seed + ", " + row.caller().spoken() + ", " + column.method() + ": kind\n"
                            + kind + "\nand asked alone\n" + asked);
                }
            }
        }
        return found.stream();
    }

    /** All but paths and ARNs. */
    private static List<Object> essence(Reply reply) {
        return Stream.of(Answer.Value.values())
                .map(reply::first)
                .<Object>map(sample -> sample.map(one -> List.of(
                        one.answer().value(),
                        one.answer().by(),
                        one.answer().statement(),
                        one.answer().requirement())))
                .toList();
    }

    /** An account that follows from a number, from the statements of the random cases. */
    private static final class RandomAccount {

        private final Dice dice;
        private final boolean odd;
        private final List<Document> managed = new ArrayList<>();
        private final Account account;
        private final Terms terms;

        RandomAccount(long seed) {
            dice = new Dice(new SplittableRandom(seed));
            odd = dice.chance(33);
            for (var index = 0; index < 4; index++) {
                managed.add(document("arn:aws:iam::111111111111:policy/p" + index, Kind.IDENTITY, "user/ann"));
            }
            var identities = Stream.of("user/ann", "user/teams/bob", "role/app", "role/apps/app", "role/idle")
                    .map(this::identity)
                    .toList();
            var apis = List.of(api("abc123def4"), api("zzz123def4"));
            account = new Account(
                    "aws",
                    "111111111111",
                    identities,
                    apis,
                    List.of(new Account.UsagePlan("pl1", "gold", List.of(new Account.PlanStage("abc123def4", "prod")))),
                    List.of());
            var key = dice.chance(50) ? null : new ApiKey("k1", "mobile", dice.chance(80), List.of("pl1"));
            terms = new Terms(
                    dice.chance(50) ? Map.of() : Map.of("aws:SourceIp", List.of("203.0.113.9")), key, dice.chance(50));
        }

        private Identity identity(String spoken) {
            var held = new ArrayList<Identity.Held>();
            for (var many = dice.between(0, 2); many > 0; many--) {
                held.add(Identity.Held.managed(Optional.empty(), dice.of(managed)));
            }
            if (dice.chance(60)) {
                var name = Identity.inlineName("own", spoken);
                held.add(
                        new Identity.Held(Optional.empty(), Optional.of("own"), document(name, Kind.IDENTITY, spoken)));
            }
            return new Identity(
                    spoken.startsWith("role/") ? Identity.Type.ROLE : Identity.Type.USER,
                    spoken.substring(5),
                    held,
                    dice.chance(25) ? dice.of(managed) : null);
        }

        private RestApi api(String id) {
            var methods = new ArrayList<DeployedMethod>();
            var seen = new HashSet<String>();
            for (var many = dice.between(2, 7); many > 0; many--) {
                var verb = dice.of("GET", "GET", "GET", "POST", "ANY");
                var path = dice.of(PATHS);
                if (seen.add(verb + path)) {
                    methods.add(new DeployedMethod(
                            path,
                            verb,
                            dice.chance(80) ? "AWS_IAM" : dice.of("NONE", "CUSTOM", "COGNITO_USER_POOLS"),
                            dice.chance(15)));
                }
            }
            return new RestApi(
                    "eu-west-1",
                    id,
                    "api " + id,
                    dice.chance(5),
                    List.of(new RestApi.Stage("prod", methods, null, resourcePolicy(), dice.chance(90))));
        }

        private @Nullable Document resourcePolicy() {
            return dice.chance(50)
                    ? document("the resource policy", Kind.RESOURCE, dice.of("role/app as s2", "user/ann"))
                    : null;
        }

        private Document document(String name, Kind kind, String about) {
            if (odd && dice.chance(10)) {
                return Document.unread(name, "AccessDenied");
            }
            var statements = JsonNodeFactory.instance.arrayNode();
            for (var many = dice.between(1, 3); many > 0; many--) {
                var path = dice.of("/orders", "/orders/7", "/users/ann", "/teams/red");
                var written = new RandomStatements(dice, NaiveCaller.parse(about), "GET", path, odd);
                statements.add(written.statement(kind, dice.chance(30)));
            }
            var node = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
            node.set("Statement", statements);
            return kind == Kind.RESOURCE
                    ? Document.ofResource(name, node.toString())
                    : Document.ofIdentity(name, node.toString());
        }
    }
}
