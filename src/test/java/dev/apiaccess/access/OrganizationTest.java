// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static dev.apiaccess.access.Accounts.account;
import static dev.apiaccess.access.Accounts.allow;
import static dev.apiaccess.access.Accounts.caller;
import static dev.apiaccess.access.Accounts.can;
import static dev.apiaccess.access.Accounts.deny;
import static dev.apiaccess.access.Accounts.document;
import static dev.apiaccess.access.Accounts.inquiry;
import static dev.apiaccess.access.Accounts.method;
import static dev.apiaccess.access.Accounts.role;
import static dev.apiaccess.access.Accounts.stage;
import static dev.apiaccess.access.Accounts.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Explanation.Says;
import dev.apiaccess.access.Organization.Level;
import dev.apiaccess.access.Organization.Levels;
import dev.apiaccess.access.Organization.NotSeen;
import dev.apiaccess.access.Organization.Scp;
import dev.apiaccess.access.Organization.Unbound;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Service control policies decide together with what the account says, and what is not seen of them is said. */
class OrganizationTest {

    private static final String ALL = statement("All", "Allow", "*").replace("execute-api:Invoke", "*");
    private static final String FENCE = deny("prod/GET/orders/secret");
    private static final RestApi.Stage ORDERS =
            stage(method("GET", "/orders"), method("GET", "/orders/{id}"), method("GET", "/open", DeployedMethod.NONE));

    private static final Account ACCOUNT = account(
            ORDERS,
            role("web", allow("prod/GET/*")),
            role("aws-service-role/ecs.amazonaws.com/linked", allow("prod/GET/*")));

    /** A policy for each level, from the root down. */
    private static Levels levels(String... statements) {
        var levels = new ArrayList<Level>();
        for (var one : statements) {
            var id = levels.isEmpty() ? "r-ab12" : "ou-ab12-" + levels.size();
            levels.add(new Level(id, List.of(Scp.of(id, "p-" + levels.size(), "policy", document(one)))));
        }
        return new Levels(levels);
    }

    @ParameterizedTest
    @CsvSource({
        "role/web, /orders, YES",
        "role/web, /orders/secret, NO",
        "role/aws-service-role/ecs.amazonaws.com/linked, /orders/secret, YES",
        "root, /orders/secret, NO",
        "anonymous, /open, YES",
    })
    void aDenyOnOneLevelDecidesForWhomItBinds(String who, String path, Reply.Extent extent) {
        var fenced = ACCOUNT.in(levels(ALL, ALL + "," + FENCE, ALL));

        assertThat(can(fenced, who, "GET", path).extent()).isEqualTo(extent);
    }

    @Test
    void everyLevelHasToAllowAndTheOneThatDoesNotIsNamed() {
        // given
        var narrow = ACCOUNT.in(levels(ALL, allow("prod/GET/orders"), ALL));

        // when
        var other =
                new Explainer(inquiry(narrow, Terms.none()), caller(narrow, "role/web")).explain("GET", "/orders/7");

        // then
        assertThat(can(narrow, "role/web", "GET", "/orders").extent()).isEqualTo(Reply.Extent.YES);
        assertThat(other.answer().by()).contains(Layer.SCP);
        assertThat(step(other)).satisfies(step -> {
            assertThat(step.says()).isEqualTo(Says.SILENT);
            assertThat(step.words()).isEqualTo("on level ou-ab12-1 the one statement is not about this call");
        });
        assertThat(other.misses())
                .singleElement()
                .satisfies(miss ->
                        assertThat(miss.at().policy()).isEqualTo("service control policy policy (p-1) at ou-ab12-1"));
        assertThat(other.change().orElseThrow()).contains("needs organizations:UpdatePolicy");
    }

    @Test
    void aLevelThatAllowsAllButTheseCallsIsToldSo() {
        var other = "{\"Effect\":\"Allow\",\"NotAction\":\"execute-api:*\",\"Resource\":\"*\"}";
        var closed = ACCOUNT.in(levels(ALL, other));

        assertThat(explain(closed).misses())
                .singleElement()
                .satisfies(miss -> assertThat(miss.failed())
                        .containsExactly(new Explanation.Failed(
                                Explanation.Part.ACTION, "all but execute-api:*", "execute-api:Invoke")));
    }

    @Test
    void aTemplateIsAskedByThePathsThatTheyTellApart() {
        var fenced = ACCOUNT.in(levels(ALL + "," + FENCE));

        var reply = can(fenced, "role/web", "GET", "/orders/{id}");

        assertThat(reply.extent()).isEqualTo(Reply.Extent.PARTLY);
        assertThat(reply.telling().call().path()).isEqualTo("/orders/secret");
    }

    @Test
    void aSurveySaysTheSameAsSingleQuestions() {
        var fenced = ACCOUNT.in(levels(ALL, ALL + "," + FENCE));

        var survey = Survey.of(fenced, fenced.apis(), Terms.none());

        for (var row : survey.rows()) {
            for (var column = 0; column < survey.columns().size(); column++) {
                var asked = survey.columns().get(column).method();
                assertThat(row.cell(column).extent())
                        .as("%s %s", row.caller().spoken(), asked)
                        .isEqualTo(inquiry(fenced, Terms.none())
                                .can(row.caller(), asked.verb(), asked.path())
                                .extent());
            }
        }
        assertThat(survey.rows().getFirst().cell(1).extent()).isEqualTo(Reply.Extent.PARTLY);
    }

    @Test
    void whatAnExplanationSaysFollowsFromWhatIsSeen() {
        assertThat(step(explain(ACCOUNT)).says()).isEqualTo(Says.NOT_SEEN);
        assertThat(step(explain(ACCOUNT.in(new NotSeen("no right to look")))).words())
                .endsWith("may forbid it: no right to look");
        assertThat(step(explain(ACCOUNT.in(new Unbound("none"))))).satisfies(step -> {
            assertThat(step.says()).isEqualTo(Says.ABSENT);
            assertThat(step.words()).isEqualTo("none");
        });
        assertThat(step(explain(ACCOUNT.in(levels(ALL, ALL))))).satisfies(step -> {
            assertThat(step.says()).isEqualTo(Says.PASSES);
            assertThat(step.words()).isEqualTo("on each of 2 levels one allows it");
        });
        assertThat(step(explain(ACCOUNT.in(levels(ALL, ALL + "," + deny("*"))))))
                .satisfies(step -> {
                    assertThat(step.says()).isEqualTo(Says.DENIES);
                    assertThat(step.words()).contains("of service control policy policy (p-1) at ou-ab12-1");
                });
    }

    @Test
    void aDocumentThatIsNotUnderstoodMakesNoYes() {
        var odd = new Levels(List.of(new Level("r-ab12", List.of(Scp.of("r-ab12", "p-0", "odd", "{}")))));

        assertThat(can(ACCOUNT.in(odd), "role/web", "GET", "/orders").extent()).isEqualTo(Reply.Extent.UNKNOWN);
    }

    @Test
    void aSimulationThatIsAgainstItTakesAYesBackAndLeavesANo() {
        // given
        var inquiry = inquiry(ACCOUNT, Terms.none());
        var web = caller(ACCOUNT, "role/web");
        var yes = inquiry.can(web, "GET", "/orders");
        var no = inquiry.can(web, "POST", "/orders");

        // when, then
        var against = new Simulation(new Call("GET", "/orders"), false, "2026-11-30T12:00:00Z");
        var doubted = against.weighed(yes);
        assertThat(doubted.extent()).isEqualTo(Reply.Extent.UNKNOWN);
        assertThat(doubted.telling().answer().missing()).extracting(Gap::of).containsExactly(Gap.SIMULATED_DENY);
        assertThat(new Simulation(new Call("POST", "/orders"), false, "").weighed(no))
                .isEqualTo(no);
        assertThat(new Simulation(new Call("GET", "/orders"), true, "").weighed(yes))
                .isEqualTo(yes);
        assertThat(step(new Explainer(inquiry, web, against).explain("GET", "/orders"))
                        .words())
                .endsWith("said at 2026-11-30T12:00:00Z that they do not allow it");
    }

    @Test
    void whatAnScpTakesOrGivesBackIsToldOfWhomItBinds() {
        // given
        var open = ACCOUNT.in(levels(ALL, ALL));
        var fenced = ACCOUNT.in(levels(ALL, ALL + "," + FENCE));

        // when
        var forth = since(open, fenced);
        var back = since(fenced, open);

        // then
        assertThat(forth.shifts()).singleElement().satisfies(shift -> {
            assertThat(shift.caller()).isEqualTo("role/web");
            assertThat(shift.direction()).isEqualTo(Direction.NARROWER);
            assertThat(shift.suchAs()).isEqualTo(new Call("GET", "/orders/secret"));
        });
        assertThat(back.shifts()).singleElement().extracting(Shift::direction).isEqualTo(Direction.WIDER);
        assertThat(forth.idle()).isZero();
        assertThat(forth.otherScps()).isTrue();
        assertThat(since(open, open).otherScps()).isFalse();
    }

    @Test
    void thatTheyAreSeenForTheFirstTimeTakesNothing() {
        var fenced = ACCOUNT.in(levels(ALL, ALL + "," + FENCE));

        for (var found : List.of(since(ACCOUNT, fenced), since(fenced, ACCOUNT))) {
            assertThat(found.shifts()).isEmpty();
            assertThat(found.notices())
                    .singleElement()
                    .extracting(Notice::direction, Notice::kind)
                    .containsExactly(Direction.UNCLEAR, Notice.Kind.ORGANIZATION);
        }
        assertThat(since(ACCOUNT, ACCOUNT.in(new NotSeen("no right"))).isEmpty())
                .isTrue();
    }

    private static Differences since(Account before, Account after) {
        return Since.between(
                new Since.Side(before, before.apis(), Terms.none()), new Since.Side(after, after.apis(), Terms.none()));
    }

    private static Explanation explain(Account account) {
        return new Explainer(inquiry(account, Terms.none()), caller(account, "role/web")).explain("GET", "/orders");
    }

    private static Explanation.Step step(Explanation explanation) {
        return explanation.steps().stream()
                .filter(step -> step.layer() == Layer.SCP)
                .findFirst()
                .orElseThrow();
    }
}
