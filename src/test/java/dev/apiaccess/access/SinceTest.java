// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static dev.apiaccess.access.Accounts.account;
import static dev.apiaccess.access.Accounts.allow;
import static dev.apiaccess.access.Accounts.bounded;
import static dev.apiaccess.access.Accounts.deny;
import static dev.apiaccess.access.Accounts.method;
import static dev.apiaccess.access.Accounts.role;
import static dev.apiaccess.access.Accounts.stage;
import static dev.apiaccess.access.Accounts.user;
import static dev.apiaccess.access.Accounts.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of access, and that the short way says the same as the long one. */
class SinceTest {

    private static final String EVERYBODY = "\"Principal\":\"*\"";
    private static final RestApi.Stage ORDERS = stage(
            method("GET", "/orders"), method("POST", "/orders"), method("GET", "/orders/{id}"), method("ANY", "/any"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prod/GET/orders | prod/GET/orders | -",
                // A star crosses slashes: GET/orders/orders is one of prod/*/orders.
                "prod/GET/orders | prod/*/orders | WIDER GET /orders/{id};WIDER POST /orders",
                "prod/*/orders | prod/GET/orders | NARROWER GET /orders/{id};NARROWER POST /orders",
                "prod/GET/orders/1 | prod/GET/orders/* | WIDER GET /orders/{id}",
                "prod/GET/orders/* | prod/GET/orders/1 | NARROWER GET /orders/{id}",
                "prod/GET/orders/a | prod/GET/orders/b | WIDER GET /orders/{id}",
                "prod/GET/any | prod/*/any | WIDER ANY /any;WIDER GET /orders/{id}",
                "prod/POST/orders | prod/GET/orders | WIDER GET /orders;NARROWER POST /orders",
            })
    void whatAResourceOpens(String before, String after, String shifts) {
        var found = between(account(ORDERS, role("web", allow(before))), account(ORDERS, role("web", allow(after))));

        assertThat(found.shifts().stream()
                        .map(shift -> shift.direction() + " " + shift.method().verb() + " "
                                + shift.method().path())
                        .sorted())
                .containsExactlyElementsOf(
                        shifts.equals("-")
                                ? List.of()
                                : Stream.of(shifts.split(";", -1)).sorted().toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IpAddress/aws:SourceIp/203.0.113.0/24 | IpAddress/aws:SourceIp/203.0.0.0/16 | WIDER",
                "IpAddress/aws:SourceIp/203.0.113.0/24 | IpAddress/aws:SourceIp/203.0.113.7 | NARROWER",
                "IpAddress/aws:SourceIp/203.0.113.0/24 | IpAddress/aws:SourceIp/198.51.100.0/24 | UNCLEAR",
                "NotIpAddress/aws:SourceIp/203.0.0.0/16 | NotIpAddress/aws:SourceIp/203.0.113.0/24 | WIDER",
                "DateLessThan/aws:CurrentTime/2027-01-31 | DateLessThan/aws:CurrentTime/2027-02-28 | WIDER",
                "DateGreaterThan/aws:CurrentTime/2027-01-31 | DateGreaterThan/aws:CurrentTime/2027-02-28 | NARROWER",
                "StringLike/aws:UserAgent/app-1* | StringLike/aws:UserAgent/app* | WIDER",
                "StringEquals/aws:UserAgent/a | StringEquals/aws:UserAgent/b | UNCLEAR",
                "NumericLessThan/aws:MultiFactorAuthAge/300 | NumericLessThan/aws:MultiFactorAuthAge/3600 | WIDER",
                "Bool/aws:MultiFactorAuthPresent/true | Bool/aws:MultiFactorAuthPresent/true | -",
            })
    void whatAConditionOpens(String before, String after, String direction) {
        var found = between(
                account(ORDERS, role("web", allow("prod/GET/orders", condition(before)))),
                account(ORDERS, role("web", allow("prod/GET/orders", condition(after)))));

        assertThat(found.shifts().stream().map(shift -> shift.direction().name()))
                .containsExactlyElementsOf(direction.equals("-") ? List.of() : List.of(direction));
    }

    private static String condition(String text) {
        var parts = text.split("/", 3);
        return "\"Condition\":{\"" + parts[0] + "\":{\"" + parts[1] + "\":\"" + parts[2] + "\"}}";
    }

    @Test
    void aConditionThatGoesIsWider() {
        var mfa = "\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}";
        var found = between(
                account(ORDERS, role("web", allow("prod/GET/orders", mfa))),
                account(ORDERS, role("web", allow("prod/GET/orders"))));

        assertThat(found.shifts()).singleElement().satisfies(shift -> {
            assertThat(shift.direction()).isEqualTo(Direction.WIDER);
            assertThat(shift.suchAs()).isEqualTo(new Call("GET", "/orders"));
        });
    }

    @Test
    void whoeverChangesAsAnybodyDoesIsCounted() {
        var iam = account(ORDERS, role("web", allow("prod/GET/orders")), role("job"), user("ann"));
        var open = account(
                stage(
                        method("GET", "/orders", DeployedMethod.NONE),
                        method("POST", "/orders"),
                        method("GET", "/orders/{id}"),
                        method("ANY", "/any")),
                role("web", allow("prod/GET/orders")),
                role("job"),
                user("ann"));

        var found = between(iam, open);

        assertThat(found.notices())
                .containsExactly(new Notice(
                        Direction.WIDER,
                        Notice.Kind.AUTHORIZATION,
                        "GET /orders of orders (abc123def4) prod",
                        "AWS_IAM",
                        "NONE"));
        assertThat(found.shifts()).singleElement().satisfies(shift -> {
            assertThat(shift.caller()).isEqualTo("anybody");
            assertThat(shift.others()).as("job, ann, in the account, signed").isEqualTo(4);
        });
        assertThat(between(open, iam).shifts())
                .as("web keeps what its policy grants")
                .allSatisfy(shift -> assertThat(shift.direction()).isEqualTo(Direction.NARROWER))
                .noneMatch(shift -> shift.caller().equals("role/web"));
    }

    @Test
    void whoComesGainsAndWhoGoesLoses() {
        var one = account(ORDERS, role("web", allow("prod/GET/orders")));
        var two = account(
                ORDERS, role("web", allow("prod/GET/orders")), role("new", allow("prod/GET/orders")), user("ann"));

        var found = between(one, two);

        assertThat(found.shifts()).singleElement().satisfies(shift -> {
            assertThat(shift.caller()).isEqualTo("role/new");
            assertThat(shift.direction()).isEqualTo(Direction.WIDER);
            assertThat(shift.before()).isEmpty();
        });
        assertThat(found.notices()).extracting(Notice::subject).containsExactly("role/new", "user/ann");
        assertThat(between(two, one).shifts())
                .singleElement()
                .extracting(Shift::direction)
                .isEqualTo(Direction.NARROWER);
    }

    @Test
    void policiesThatChangeNoAnswerAreCounted() {
        var found = between(
                account(ORDERS, role("web", allow("prod/GET/orders"))),
                account(ORDERS, role("web", allow("prod/GET/orders"), deny("test/*"))));

        assertThat(found.isEmpty()).isTrue();
        assertThat(found.idle()).isEqualTo(1);
    }

    @Test
    void aPolicyThatMayNotBeTheDeployedOneIsUnclearOnceItIsAnother() {
        var one = account(with(ORDERS, false, allow("prod/GET/orders", EVERYBODY)), role("web"));
        var two = account(with(ORDERS, false, allow("prod/POST/orders", EVERYBODY)), role("web"));

        assertThat(between(one, one).isEmpty()).isTrue();
        assertThat(between(one, two).has(Direction.UNCLEAR)).isTrue();
    }

    /** Anything may be skipped only if it would not have been told. */
    @Test
    void theShortWaySaysTheSameAsAskingEverything() {
        var accounts = accounts();
        var compared = 0;
        for (var before : accounts) {
            for (var after : accounts) {
                var found = between(before, after);
                var moved = found.shifts().stream()
                        .map(shift -> shift.caller() + " " + shift.method().verb() + " "
                                + shift.method().path())
                        .toList();
                for (var identity : after.identities()) {
                    var was = before.identity(identity.spoken());
                    for (var one : after.apis().getFirst().stages().getFirst().methods()) {
                        if (was.isEmpty()) {
                            continue;
                        }
                        compared++;
                        var old = Accounts.can(before, identity.spoken(), one.verb(), one.path())
                                .extent();
                        var now = Accounts.can(after, identity.spoken(), one.verb(), one.path())
                                .extent();
                        var told = moved.contains(identity.spoken() + " " + one.verb() + " " + one.path())
                                || moved.contains("anybody " + one.verb() + " " + one.path())
                                || moved.contains("anybody in account 111111111111 " + one.verb() + " " + one.path());
                        assertThat(told || old == now)
                                .as("%s %s %s: %s -> %s", identity.spoken(), one.verb(), one.path(), old, now)
                                .isTrue();
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    private static List<Account> accounts() {
        var methods = List.of(
                ORDERS,
                stage(method("GET", "/orders"), method("ANY", "/orders"), method("GET", "/orders/{id}")),
                stage(
                        method("GET", "/orders", DeployedMethod.NONE),
                        method("POST", "/orders", DeployedMethod.CUSTOM),
                        method("GET", "/orders/{id}"),
                        method("GET", "/orders/new")),
                with(ORDERS, true, allow("prod/GET/*", EVERYBODY)),
                with(ORDERS, true, deny("prod/GET/orders/*", EVERYBODY), allow("prod/POST/*", EVERYBODY)),
                with(ORDERS, false, allow("*", EVERYBODY)));
        var policies = List.of("prod/GET/orders", "prod/*", "prod/GET/orders/1*", "test/*");
        return IntStream.range(0, methods.size() * policies.size())
                .mapToObj(index -> account(
                        methods.get(index % methods.size()),
                        role("web", allow(policies.get(index / methods.size()))),
                        role("job", allow(policies.get((index + 1) % policies.size()))),
                        bounded("cap", allow("prod/GET/*"), allow("*")),
                        user("ann")))
                .toList();
    }

    private static Differences between(Account before, Account after) {
        return Since.between(
                new Since.Side(before, before.apis(), Terms.none()), new Since.Side(after, after.apis(), Terms.none()));
    }
}
