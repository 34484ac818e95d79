// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static dev.apiaccess.access.Accounts.account;
import static dev.apiaccess.access.Accounts.allow;
import static dev.apiaccess.access.Accounts.bounded;
import static dev.apiaccess.access.Accounts.caller;
import static dev.apiaccess.access.Accounts.can;
import static dev.apiaccess.access.Accounts.deny;
import static dev.apiaccess.access.Accounts.inquiry;
import static dev.apiaccess.access.Accounts.method;
import static dev.apiaccess.access.Accounts.role;
import static dev.apiaccess.access.Accounts.stage;
import static dev.apiaccess.access.Accounts.user;
import static dev.apiaccess.access.Accounts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Reply.Extent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who can call what, and how much of a template. */
class InquiryTest {

    private static final String EVERYBODY = "\"Principal\":\"*\"";
    private static final RestApi.Stage ORDERS = stage(method("GET", "/orders"), method("GET", "/orders/{id}"));

    @Test
    void aCanaryThatAnswersDifferentlyMakesTheAnswerUnknown() {
        var open = new DeployedMethod("/orders", "GET", DeployedMethod.NONE, false);
        var same = new DeployedMethod("/same", "GET", DeployedMethod.NONE, false);
        var closed = new DeployedMethod("/orders", "GET", DeployedMethod.AWS_IAM, false);
        var stage = new RestApi.Stage("prod", List.of(open, same), null, null, true, List.of(closed, same), null);
        var api = new RestApi("eu-west-1", "abc123def4", "orders", false, List.of(stage));
        var account = new Account("aws", "111111111111", List.of(), List.of(api), List.of(), List.of());
        var inquiry = new Inquiry(account, api, stage, Terms.none());

        assertThat(inquiry.can(Caller.anybody(), "GET", "/orders")
                        .telling()
                        .answer()
                        .reason())
                .isEqualTo("a part of the calls meets the canary of the stage, which answers differently");
        assertThat(inquiry.can(Caller.anybody(), "GET", "/same").extent()).isEqualTo(Reply.Extent.YES);
        var anybody = Survey.of(account, List.of(api), Terms.none()).rows().getLast();
        assertThat(anybody.cell(0).extent()).isEqualTo(Reply.Extent.UNKNOWN);
        assertThat(anybody.cell(1).extent()).isEqualTo(Reply.Extent.YES);
    }

    @Test
    void anIdentityOfAnAccountWhoseIdentitiesAreUnreadMayHaveAnything() {
        var closed = new DeployedMethod("/orders", "GET", DeployedMethod.AWS_IAM, false);
        var stage = new RestApi.Stage("prod", List.of(closed), null, null, true);
        var api = new RestApi("eu-west-1", "abc123def4", "orders", false, List.of(stage));
        var account = new Account(
                "aws",
                "111111111111",
                List.of(),
                List.of(api),
                List.of(),
                List.of(),
                List.of(new Account.Unread(Account.Part.IDENTITIES, "", "no right")));
        var caller = Caller.find(account, "role/apps/web").orElseThrow();

        var answer = new Inquiry(account, api, stage, Terms.none())
                .can(caller, "GET", "/orders")
                .telling()
                .answer();

        assertThat(answer.value()).isEqualTo(Answer.Value.UNKNOWN);
        assertThat(answer.missing().toString()).contains("no right");
    }

    @Test
    void oneCall() {
        var account = account(ORDERS, role("web", allow("prod/GET/orders")), user("ann"));

        assertThat(can(account, "role/web", "GET", "/orders").extent()).isEqualTo(Extent.YES);
        assertThat(can(account, "user/ann", "GET", "/orders").extent()).isEqualTo(Extent.NO);
        assertThat(can(account, "anonymous", "GET", "/orders").extent()).isEqualTo(Extent.NO);
        assertThat(can(account, "root", "GET", "/orders").extent()).isEqualTo(Extent.YES);
        assertThat(can(account, "role/web", "POST", "/orders").extent())
                .as("no such method")
                .isEqualTo(Extent.NO);
        assertThat(Caller.find(account, "role/nobody")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "prod/GET/orders/*, YES",
        "prod/GET/*, YES",
        "*, YES",
        "prod/GET/orders/7, PARTLY",
        "prod/GET/orders/?, PARTLY",
        "prod/GET/orders/1*, PARTLY",
        "prod/GET/orders, NO",
        "prod/POST/*, NO",
        "prod/GET/orders/*/items, NO",
    })
    void howMuchOfATemplate(String resource, Extent extent) {
        var account = account(ORDERS, role("web", allow(resource)));

        assertThat(can(account, "role/web", "GET", "/orders/{id}").extent()).isEqualTo(extent);
    }

    @Test
    void aVariableWhoseValueIsKnownSinglesOutItsPath() {
        var account = account(ORDERS, user("ann", allow("prod/GET/orders/*"), deny("prod/GET/orders/${aws:username}")));

        assertThat(can(account, "user/ann", "GET", "/orders/{id}").extent()).isEqualTo(Extent.PARTLY);
        assertThat(can(account, "user/ann", "GET", "/orders/ann").extent()).isEqualTo(Extent.NO);
    }

    @Test
    void aPathThatIsEncodedAgainAndAgainIsNeverSurelyAllowed() {
        var account = account(stage(method("GET", "/{proxy+}")), role("web", allow("*"), deny("prod/GET/secret")));

        assertThat(can(account, "role/web", "GET", "/%" + "25".repeat(200) + "73ecret")
                        .extent())
                .isEqualTo(Extent.UNKNOWN);
    }

    @Test
    void aTemplateThatIsNoMethodMeetsThoseOfOthers() {
        var account =
                account(stage(method("GET", "/{proxy+}", DeployedMethod.NONE), method("GET", "/admin")), user("ann"));

        assertThat(can(account, "anonymous", "GET", "/{one}").extent()).isEqualTo(Extent.PARTLY);
    }

    @Test
    void aDenyTakesAPartOfATemplateAway() {
        var reply = can(
                account(ORDERS, role("web", allow("prod/*"), deny("prod/GET/orders/secret*"))),
                "role/web",
                "GET",
                "/orders/{id}");

        assertThat(reply.extent()).isEqualTo(Extent.PARTLY);
        assertThat(reply.telling().call().path()).startsWith("/orders/secret");
        assertThat(reply.first(Value.YES)).isPresent();
    }

    @Test
    void whatTwoPatternsHaveInCommonIsFound() {
        var account = account(ORDERS, bounded("web", allow("prod/GET/orders/*2"), allow("prod/GET/orders/1*")));

        var reply = can(account, "role/web", "GET", "/orders/{id}");

        assertThat(reply.extent()).isEqualTo(Extent.PARTLY);
        assertThat(reply.first(Value.YES))
                .hasValueSatisfying(sample -> assertThat(sample.call().path()).isEqualTo("/orders/12"));
    }

    @Test
    void aMethodOfItsOwnIsNoPartOfATemplate() {
        var stage = stage(method("GET", "/orders/{id}"), method("GET", "/orders/new"));

        var reply = can(
                account(stage, role("web", allow("prod/GET/orders/*"), deny("prod/GET/orders/new"))),
                "role/web",
                "GET",
                "/orders/{number}");

        assertThat(reply.extent()).isEqualTo(Extent.YES);
    }

    @Test
    void everyVerb() {
        var stage = stage(method("ANY", "/orders"));

        assertThat(can(account(stage, role("web", allow("prod/GET/orders"))), "role/web", "ANY", "/orders")
                        .extent())
                .isEqualTo(Extent.PARTLY);
        assertThat(can(account(stage, role("web", allow("prod/*/orders"))), "role/web", "ANY", "/orders")
                        .extent())
                .isEqualTo(Extent.YES);
    }

    @Test
    void aPolicyThatIsNotKnownToBeDeployedIsNoYesUnlessItIsAssumed() {
        var stage = with(stage(method("GET", "/orders", DeployedMethod.NONE)), false, allow("prod/*", EVERYBODY));
        var account = account(stage, user("ann"));

        assertThat(can(account, "user/ann", "GET", "/orders").extent()).isEqualTo(Extent.UNKNOWN);
        assertThat(inquiry(account, new Terms(Map.of(), null, true))
                        .can(caller(account, "user/ann"), "GET", "/orders")
                        .extent())
                .isEqualTo(Extent.YES);
        assertThat(can(account(stage(method("GET", "/orders", DeployedMethod.NONE))), "anonymous", "GET", "/orders")
                        .extent())
                .as("there is none")
                .isEqualTo(Extent.YES);
    }

    @Test
    void methodsThatAreNotKnownAreNoNo() {
        var stage = new RestApi.Stage("prod", List.of(), "GetExport failed", null, true);

        assertThat(can(account(stage, user("ann")), "user/ann", "GET", "/orders")
                        .extent())
                .isEqualTo(Extent.UNKNOWN);
    }

    @Test
    void theEndpointPolicyOfAPrivateApiIsNotSeen() {
        var api = new RestApi("eu-west-1", "abc123def4", "orders", true, List.of(ORDERS));
        var account = new Account(
                "aws", "111111111111", List.of(role("web", allow("prod/*"))), List.of(api), List.of(), List.of());

        assertThat(can(account, "role/web", "GET", "/orders").extent()).isEqualTo(Extent.UNKNOWN);
    }

    @Test
    void whoseSessionItIsMayDecide() {
        var named = "\"Principal\":{\"AWS\":\"arn:aws:sts::111111111111:assumed-role/web/deploy\"}";
        var account = account(with(ORDERS, true, allow("prod/*", named)), role("apps/web"), role("other"));

        assertThat(can(account, "role/apps/web", "GET", "/orders").extent()).isEqualTo(Extent.UNKNOWN);
        assertThat(can(account, "role/other", "GET", "/orders").extent()).isEqualTo(Extent.NO);
        assertThat(can(account, "arn:aws:sts::111111111111:assumed-role/web/deploy", "GET", "/orders")
                        .extent())
                .isEqualTo(Extent.YES);
        assertThat(can(account, "arn:aws:sts::111111111111:assumed-role/web/other", "GET", "/orders")
                        .extent())
                .isEqualTo(Extent.NO);
    }

    @Test
    void ofAnotherAccountOnlyTheResourcePolicyIsKnown() {
        var partner = "arn:aws:iam::222222222222:role/partner";
        var account = account(with(ORDERS, true, allow("prod/*", "\"Principal\":{\"AWS\":\"" + partner + "\"}")));

        assertThat(can(account, partner, "GET", "/orders").extent())
                .as("its own policies are not in the file")
                .isEqualTo(Extent.UNKNOWN);
        assertThat(can(account, partner + "2", "GET", "/orders").extent()).isEqualTo(Extent.NO);
    }

    @Test
    void keysDecideByTheirPlans() {
        var stage = stage(new DeployedMethod("/orders", "GET", DeployedMethod.NONE, true));
        var works = new ApiKey("k1", "mobile", true, List.of("p1"));
        var disabled = new ApiKey("k2", "old", false, List.of("p1"));
        var elsewhere = new ApiKey("k3", "other", true, List.of("p2"));
        var account = new Account(
                "aws",
                "111111111111",
                List.of(),
                List.of(Accounts.api(stage)),
                List.of(new Account.UsagePlan("p1", "gold", List.of(new Account.PlanStage("abc123def4", "prod")))),
                List.of(works, disabled, elsewhere));

        assertThat(withKey(account, works)).isEqualTo(Extent.YES);
        assertThat(withKey(account, disabled)).isEqualTo(Extent.NO);
        assertThat(withKey(account, elsewhere)).isEqualTo(Extent.NO);
        var notSaid = can(account, "anonymous", "GET", "/orders");
        assertThat(notSaid.extent()).isEqualTo(Extent.UNKNOWN);
        assertThat(new Words(List.of("gold")).of(notSaid.telling().answer().requirement()))
                .isEqualTo("with an API key of gold");
    }

    private static Extent withKey(Account account, ApiKey key) {
        return inquiry(account, new Terms(Map.of(), key, false))
                .can(caller(account, "anonymous"), "GET", "/orders")
                .extent();
    }

    @Test
    void whoCan() {
        var account = account(
                with(ORDERS, true, allow("prod/GET/orders", EVERYBODY)), role("web", allow("prod/*")), user("ann"));

        var listed = inquiry(account, Terms.none()).whoCan("GET", "/orders");
        var one = inquiry(account, Terms.none()).whoCan("GET", "/orders/{id}");

        assertThat(listed.all().map(asked -> asked.reply().extent()))
                .as("web, ann, anybody in the account, anybody who signs, anybody")
                .containsExactly(Extent.YES, Extent.YES, Extent.YES, Extent.YES, Extent.NO);
        assertThat(one.all().map(asked -> asked.reply().extent()))
                .containsExactly(Extent.YES, Extent.NO, Extent.NO, Extent.NO, Extent.NO);
    }

    @Test
    void theMatrixHasEveryPrincipalAndEveryMethod() {
        var account = account(ORDERS, role("web", allow("prod/GET/orders")), user("ann"));

        var matrix = Survey.of(account, account.apis(), Terms.none());

        assertThat(matrix.columns())
                .extracting(column -> column.method().path())
                .containsExactly("/orders", "/orders/{id}");
        assertThat(matrix.rows())
                .extracting(row -> row.caller().spoken())
                .containsExactly(
                        "role/web",
                        "user/ann",
                        "anybody in account 111111111111",
                        "anybody with an AWS account",
                        "anybody");
        var web = matrix.rows().getFirst();
        assertThat(Stream.of(0, 1).map(column -> web.cell(column).extent())).containsExactly(Extent.YES, Extent.NO);
    }
}
