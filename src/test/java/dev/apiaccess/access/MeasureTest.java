// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Measured.Kind;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What declared rules come to on deployed methods and policies of all kinds. */
class MeasureTest {

    private static final String ACCOUNT = "111122223333";
    private static final String API = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3";
    private static final String OWN = "arn:aws:iam::111122223333:policy/apiaccess/c1/own";

    private final List<DeployedMethod> methods = new ArrayList<>();
    private @Nullable String resourcePolicy;
    private @Nullable String boundary;
    private String own = "";
    private final List<Document> others = new ArrayList<>();

    @Test
    void whatIsDeclaredWorksWhereTheMethodAsksForASignatureAndNothingIsInTheWay() {
        deployed("GET /orders AWS_IAM", "GET /orders/{id} AWS_IAM");
        own = allow(API + "/prod/GET/orders", API + "/prod/GET/orders/*");

        var measured = measure("GET", "/orders", "/orders/{id}");

        assertThat(measured).isEqualTo(new Measured("read", 2, 0, 0, Optional.empty(), 0, Optional.empty(), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "GET  /order      > METHOD_NOT_FOUND GET /order",
                "PUT  /orders     > METHOD_NOT_FOUND PUT /orders",
                "GET  /open       > NOT_IAM GET /open",
                "POST /authorized > NOT_IAM POST /authorized",
                "GET  /unsaid     > INCOMPLETE GET /unsaid",
            })
    void whatNoPolicyOfACallerReachesIsTold(String declared, String told) {
        deployed("GET /orders AWS_IAM", "GET /open NONE", "POST /authorized CUSTOM", "GET /unsaid ");
        own = allow(API + "/prod/*");

        var first = measure(declared.split(" +", 2)[0], declared.split(" +", 2)[1])
                .first()
                .orElseThrow();

        assertThat(first.kind() + " " + first.verb() + " " + first.path()).isEqualTo(told);
    }

    @Test
    void ofARuleForSeveralNotEveryPairHasToExist() {
        deployed("GET /orders AWS_IAM", "POST /orders AWS_IAM", "GET /orders/{id} AWS_IAM");
        own = allow(API + "/prod/*");

        assertThat(measure(Set.of("GET", "POST"), "/orders", "/orders/{id}").fails())
                .isZero();

        var missing = measure(Set.of("GET", "DELETE"), "/orders", "/orders/{id}");
        assertThat(missing.fails()).isEqualTo(1);
        assertThat(missing.first().orElseThrow().verb()).isEqualTo("DELETE");
    }

    @Test
    void aMethodForEveryVerbAndAGreedyOneAreMet() {
        deployed("ANY /{proxy+} AWS_IAM");
        own = allow(API + "/prod/GET/orders/*");

        assertThat(measure("GET", "/orders/{id}").works()).isEqualTo(1);
        assertThat(measure("GET", "/items").first().orElseThrow().kind())
                .as("the statement is not what is declared")
                .isEqualTo(Kind.INCOMPLETE);
    }

    @Test
    void eachPathThatOneGreedyMethodAnswersIsAskedForByItself() {
        deployed("ANY /{proxy+} AWS_IAM");
        own = allow(API + "/prod/GET/orders", API + "/prod/GET/orders/*");

        assertThat(measure("GET", "/orders", "/orders/{id}").works()).isEqualTo(2);

        others.add(Document.ofIdentity("guard", deny("No", API + "/prod/GET/orders/*")));
        var denied = measure("GET", "/orders", "/orders/{id}");
        assertThat(List.of(denied.works(), denied.fails())).isEqualTo(List.of(1, 1));
    }

    @Test
    void whatIsAMethodOfItsOwnIsNotMeantByItsNeighbours() {
        deployed("GET /orders/{id} AWS_IAM", "GET /orders/health NONE", "ANY /items NONE", "GET /items AWS_IAM");
        own = allow(API + "/prod/*");

        assertThat(measure("GET", "/orders/{id}").fails()).isZero();
        assertThat(measure("GET", "/items").fails()).isZero();
        assertThat(measure("POST", "/items").first().orElseThrow().kind()).isEqualTo(Kind.NOT_IAM);
    }

    @Test
    void preflightsOfBrowsersAreNoGapOfARuleForEveryVerb() {
        deployed("GET /orders AWS_IAM", "OPTIONS /orders NONE");
        own = allow(API + "/prod/*");

        assertThat(measure("ANY", "/orders").fails()).isZero();
        assertThat(measure("OPTIONS", "/orders").first().orElseThrow().kind()).isEqualTo(Kind.NOT_IAM);
    }

    @Test
    void aRuleThatMeansTooManyCallsIsNotMeasured() {
        var all = new ArrayList<String>();
        for (var number = 0; number < 3_000; number++) {
            all.add("ANY /things/" + number + " AWS_IAM");
        }
        deployed(all.toArray(String[]::new));
        own = allow(API + "/prod/*");

        var measured = measure("ANY", "/{any+}");

        assertThat(List.of(measured.works(), measured.fails(), measured.open())).isEqualTo(List.of(0, 0, 1));
        assertThat(measured.first().orElseThrow().words()).contains("21000 calls", "split it");
    }

    @Test
    void oneAddressStandsForARangeSoThatADenyOfAddressesIsNotKnown() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/GET/orders");
        others.add(Document.ofIdentity("fence", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"NotIpAddress":{"aws:SourceIp":"10.1.0.0/16"}}}}"""));

        var measured = measure(rule(Set.of("GET"), List.of(Map.of("aws:SourceIp", List.of("10.0.0.0"))), "/orders"));

        assertThat(measured.first().orElseThrow().kind()).isEqualTo(Kind.INCOMPLETE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "/orders        > /orders          > true",
                "/orders        > /Orders          > false",
                "/orders/{id}   > /orders/{order}  > true",
                "/orders/{id}   > /orders/new      > true",
                "/orders/{id}   > /orders/{rest+}  > false",
                "/orders/{id}   > /orders          > false",
                "/orders/{id}   > /orders/{a}/b    > false",
                "/files/{path+} > /files/a/{b}     > true",
                "/files/{path+} > /files/{path+}   > true",
                "/files/{path+} > /files           > false",
                "/              > /                > true",
                "/{any+}        > /                > false",
                "/orders/new    > /orders/{id}     > false",
            })
    void aDeclaredPathCoversADeployedOne(String declared, String there, boolean covers) {
        assertThat(DeclaredRule.covers(declared, there)).isEqualTo(covers);
    }

    @Test
    void aDenyOfOthersIsToldByItsLayerAndOneOfTheNamespaceByItsSid() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/GET/orders");
        others.add(Document.ofIdentity("arn:aws:iam::111122223333:policy/secret-name", deny("NotThis", API + "/*")));

        var byOthers = measure("GET", "/orders").first().orElseThrow();

        assertThat(byOthers.kind()).isEqualTo(Kind.DENIED);
        assertThat(byOthers.caller()).isEqualTo("role/apps/web");
        assertThat(byOthers.words())
                .isEqualTo("denied by a statement of another owner in the identity policies: take it out, or narrow it")
                .doesNotContain("secret-name", "NotThis");

        others.clear();
        own = "{\"Version\":\"2012-10-17\",\"Statement\":["
                + statement("Allow", "aa1", API + "/prod/GET/orders") + ","
                + statement("Deny", "aa2", API + "/prod/GET/*") + "]}";
        var byOwn = measure("GET", "/orders").first().orElseThrow();
        assertThat(byOwn.own()).isTrue();
        assertThat(byOwn.words()).contains("statement aa2, which a rule of this namespace makes");
    }

    @Test
    void aResourcePolicyThatDeniesAndABoundaryThatDoesNotAllowAreTold() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/GET/orders");
        boundary = allow(API + "/test/*");
        assertThat(measure("GET", "/orders").first().orElseThrow().kind()).isEqualTo(Kind.BOUNDED);

        boundary = null;
        resourcePolicy = resource("Deny", "*");
        var denied = measure("GET", "/orders").first().orElseThrow();
        assertThat(denied.kind()).isEqualTo(Kind.DENIED);
        assertThat(denied.words()).contains("in the resource policy");
    }

    @Test
    void whatADenyHoldsOnAPartOfThePathsDoesNotCount() {
        deployed("GET /orders/{id} AWS_IAM");
        own = allow(API + "/prod/GET/orders/*");
        others.add(Document.ofIdentity("guard", deny("Secret", API + "/prod/GET/orders/secret")));

        assertThat(measure("GET", "/orders/{id}").works()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadOrDependsOnTheCallIsNeverTakenForAYes() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/GET/orders");
        others.add(Document.unread("arn:aws:iam::aws:policy/Some", "GetPolicy is refused"));
        var unread = measure("GET", "/orders").first().orElseThrow();
        assertThat(unread.kind()).isEqualTo(Kind.INCOMPLETE);
        assertThat(unread.words()).contains("GetPolicy is refused").doesNotContain("policy/Some");

        others.clear();
        others.add(Document.ofIdentity("fence", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}}"""));
        var depends = measure("GET", "/orders").first().orElseThrow();
        assertThat(depends.kind()).isEqualTo(Kind.INCOMPLETE);
        assertThat(depends.words()).contains("it depends on the call", "aws:SourceVpce");
    }

    @Test
    void anAllowIsAskedUnderItsOwnConditions() {
        deployed("GET /orders AWS_IAM");
        own = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"%s",
                "Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","198.51.100.0/24"]}}}}""".formatted(API + "/prod/GET/orders");
        var ranges = List.of(
                Map.of("aws:SourceIp", List.of("203.0.113.0")), Map.of("aws:SourceIp", List.of("198.51.100.0")));

        assertThat(measure(rule(Set.of("GET"), ranges, "/orders")).works()).isEqualTo(1);

        others.add(Document.ofIdentity("fence", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}}}"""));
        assertThat(measure(rule(Set.of("GET"), ranges, "/orders"))
                        .first()
                        .orElseThrow()
                        .kind())
                .as("one of its ranges is denied, or a part of it")
                .isEqualTo(Kind.INCOMPLETE);
    }

    @Test
    void aDenyHoldsWhereMethodsAskForASignatureAndNowhereElse() {
        deployed("GET /orders AWS_IAM", "GET /open NONE");
        own = deny("aa1", API + "/*");
        var denies = new DeclaredRule("no", false, Set.of("ANY"), List.of("/orders"), List.of(Map.of()));
        assertThat(measure(denies).works()).isEqualTo(1);

        var idle = new DeclaredRule("no", false, Set.of("ANY"), List.of("/open"), List.of(Map.of()));
        assertThat(measure(idle).first().orElseThrow().kind()).isEqualTo(Kind.DENY_WITHOUT_EFFECT);

        var nothing = new DeclaredRule("no", false, Set.of("ANY"), List.of("/admin/{any+}"), List.of(Map.of()));
        assertThat(measure(nothing).first().orElseThrow().kind()).isEqualTo(Kind.METHOD_NOT_FOUND);
    }

    @Test
    void whatOthersCanCallTooIsTold() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/GET/orders");
        resourcePolicy = resource("Allow", "*")
                .replace(
                        "\"Resource\"",
                        "\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":\"" + ACCOUNT + "\"}},\"Resource\"");
        assertThat(measure("GET", "/orders").first().orElseThrow().kind()).isEqualTo(Kind.OPEN_TO_ACCOUNT);

        resourcePolicy = resource("Allow", "*");
        var everybody = measure("GET", "/orders");
        assertThat(everybody.works()).isEqualTo(1);
        assertThat(everybody.first().orElseThrow().kind()).isEqualTo(Kind.OPEN_TO_EVERYBODY);
        assertThat(everybody.grantedBeside()).isTrue();
    }

    @Test
    void whatAStatementOpensBeyondWhatIsDeclaredIsCounted() {
        deployed(
                "GET /orders/{id} AWS_IAM",
                "GET /orders/{id}/items AWS_IAM",
                "GET /{kind}/{id}/notes AWS_IAM",
                "GET /orders/{id}/open NONE",
                "POST /orders/{id}/items AWS_IAM",
                "GET /others/{id} AWS_IAM");
        own = allow(API + "/prod/GET/orders/*");

        var measured = measure("GET", "/orders/{id}");

        assertThat(measured.broader()).isEqualTo(2);
        assertThat(measured.broaderCall()).contains("GET /orders/{id}/items");
    }

    @Test
    void whatAnotherPolicyGrantsTooIsTold() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/GET/orders");
        others.add(Document.ofIdentity("admin", allow("*")));

        assertThat(measure("GET", "/orders").grantedBeside()).isTrue();
    }

    @Test
    void ofAStageThatWasNotReadNothingIsKnown() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/*");

        var measured = new Measure(List.of(
                        new Measure.Stage(api(), ""), new Measure.Stage(api(), "what stage test serves is not read")))
                .of(rule(Set.of("GET"), List.of(Map.of()), "/orders"), List.of(party()));

        assertThat(List.of(measured.works(), measured.fails(), measured.open())).isEqualTo(List.of(1, 0, 1));
        assertThat(measured.first().orElseThrow().words()).isEqualTo("what stage test serves is not read");
    }

    @Test
    void aPrivateApiIsNotKnownToLetAnybodyIn() {
        deployed("GET /orders AWS_IAM");
        own = allow(API + "/prod/*");
        var hidden = new DeployedApi(
                "aws",
                "eu-west-1",
                ACCOUNT,
                "a1b2c3",
                "prod",
                methods,
                null,
                new Attached.Unreadable("the policy of the VPC endpoint", "not looked at"));

        var measured = new Measure(List.of(new Measure.Stage(hidden, "")))
                .of(rule(Set.of("GET"), List.of(Map.of()), "/orders"), List.of(party()));

        assertThat(measured.open()).isEqualTo(1);
    }

    private void deployed(String... all) {
        methods.clear();
        for (var one : all) {
            var parts = one.split(" ", -1);
            methods.add(new DeployedMethod(parts[1], parts[0], parts[2], false));
        }
    }

    private DeployedApi api() {
        var text = resourcePolicy;
        return new DeployedApi(
                "aws",
                "eu-west-1",
                ACCOUNT,
                "a1b2c3",
                "prod",
                methods,
                text == null ? null : Attached.of("resource policy", PolicyReader.readForeign(text, PolicyKind.ANY)),
                null);
    }

    private Measure.Party party() {
        var identity = new Identity(
                Identity.Type.ROLE,
                "apps/web",
                others.stream()
                        .map(document -> Identity.Held.managed(Optional.empty(), document))
                        .toList(),
                boundary == null ? null : Document.ofIdentity("boundary", boundary));
        var beside = Caller.of("aws", ACCOUNT, identity);
        var all = Stream.concat(
                        beside.policies().identity().stream(),
                        Stream.of(Document.ofIdentity(OWN, own).attached()))
                .toList();
        return new Measure.Party(
                new Caller(
                        beside.spoken(), beside.principal(), beside.policies().withIdentity(all), beside.anySession()),
                beside.policies(),
                OWN);
    }

    private Measured measure(String verb, String... paths) {
        return measure(Set.of(verb), paths);
    }

    private Measured measure(Set<String> verbs, String... paths) {
        return measure(rule(verbs, List.of(Map.of()), paths));
    }

    private Measured measure(DeclaredRule rule) {
        return new Measure(List.of(new Measure.Stage(api(), ""))).of(rule, List.of(party()));
    }

    private static DeclaredRule rule(
            Set<String> verbs, List<Map<String, List<String>>> circumstances, String... paths) {
        return new DeclaredRule("read", true, verbs, List.of(paths), circumstances);
    }

    private static String allow(String... resources) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":" + statement("Allow", "aa1", resources) + "}";
    }

    private static String deny(String sid, String... resources) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":" + statement("Deny", sid, resources) + "}";
    }

    private static String statement(String effect, String sid, String... resources) {
        return "{\"Sid\":\"%s\",\"Effect\":\"%s\",\"Action\":\"execute-api:Invoke\",\"Resource\":[\"%s\"]}"
                .formatted(sid, effect, String.join("\",\"", resources));
    }

    private static String resource(String effect, String principal) {
        return """
                {"Version":"2012-10-17","Statement":{"Effect":"%s","Principal":{"AWS":"%s"},"Action":"execute-api:Invoke",
                "Resource":"%s/*"}}""".formatted(effect, principal, API);
    }
}
