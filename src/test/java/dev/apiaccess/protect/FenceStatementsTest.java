// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import dev.apiaccess.iam.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FenceStatementsTest {

    private static final String ACCOUNT = "111122223333";
    private static final FenceStatements.Place PROD =
            new FenceStatements.Place("aws", "eu-west-1", ACCOUNT, "a1b2c3", new TreeSet<>(Set.of("prod")));
    private static final ApiFace PUBLIC = new ApiFace(ApiFace.Endpoint.REGIONAL, false);
    private static final ApiFace PRIVATE = new ApiFace(ApiFace.Endpoint.PRIVATE, true);
    private static final String OFFICE = "203.0.113.7";
    private static final String ELSEWHERE = "198.51.100.9";
    private static final String VPCE = "vpce-0123456789abcdef0";

    @Test
    void aFenceOfEverythingIsOneDeny() {
        var fence =
                new Fence("office", Set.of(), List.of(), Fence.Side.ONLY_FROM, Sources.ofAddresses("203.0.113.0/24"));

        assertThat(text(FenceStatements.deny(fence, PUBLIC, PROD, number -> "aaSid" + number)))
                .isEqualTo("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"aaSid0\",\"Effect\":\"Deny\","
                        + "\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\","
                        + "\"Resource\":\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/*\","
                        + "\"Condition\":{\"NotIpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}}]}");
    }

    @Test
    void aPathIsFencedInBothSpellings() {
        var fence = new Fence(
                "writes",
                Set.of("POST"),
                List.of(new PathTemplate("/orders")),
                Fence.Side.NOT_FROM,
                Sources.ofAddresses("198.51.100.0/24"));

        assertThat(FenceStatements.deny(fence, PUBLIC, PROD, number -> "s" + number))
                .singleElement()
                .satisfies(deny -> assertThat(SmallWorld.patterns(deny))
                        .containsExactly(
                                "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/POST/orders",
                                "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/POST/orders/"));
    }

    @Test
    void onAPrivateApiAnAddressNarrowsTheNetworkBesideIt() {
        var fence = new Fence(
                "inside",
                Set.of("ANY"),
                List.of(),
                Fence.Side.ONLY_FROM,
                Sources.ofAddresses("10.0.0.0/16", "fd00::/8").withNetworks(Set.of(VPCE), Set.of()));
        var document = new ArrayList<>(FenceStatements.deny(fence, PRIVATE, PROD, number -> "d" + number));
        document.addAll(FenceStatements.allowNetworks(fence, PROD, number -> "a" + number));

        assertThat(isAllowed(document, inVpc(VPCE, "10.0.1.1"))).isTrue();
        assertThat(isAllowed(document, inVpc(VPCE, "10.1.1.1"))).isFalse();
        assertThat(isAllowed(document, inVpc("vpce-0fedcba9876543210", "10.0.1.1")))
                .isFalse();
    }

    @Test
    void onAPrivateApiPreflightsComeFromTheNetworksToo() {
        var fence = new Fence(
                "inside", Set.of(), List.of(), Fence.Side.ONLY_FROM, Sources.NONE.withNetworks(Set.of(VPCE), Set.of()));
        var document = new ArrayList<>(FenceStatements.deny(fence, PRIVATE, PROD, number -> "d" + number));
        document.addAll(FenceStatements.allowNetworks(fence, PROD, number -> "a" + number));

        assertThat(decide(document, new Principal.Anonymous(), "OPTIONS", "/orders", inVpc(VPCE, "10.0.1.1"))
                        .allowed())
                .isTrue();
    }

    @Test
    void onAPrivateApiAnAddressThatMayNotCallIsOneInTheNetworkBesideIt() {
        var fence = new Fence(
                "abuse",
                Set.of(),
                List.of(),
                Fence.Side.NOT_FROM,
                Sources.ofAddresses("10.0.0.5/32", "fd00::5/128").withNetworks(Set.of(VPCE), Set.of()));
        var document = FenceStatements.deny(fence, PRIVATE, PROD, number -> "d" + number);

        assertThat(isDenied(document, inVpc(VPCE, "10.0.0.5"))).isTrue();
        assertThat(isDenied(document, inVpc(VPCE, "10.0.0.6"))).isFalse();
        assertThat(isDenied(document, inVpc("vpce-0fedcba9876543210", "10.0.0.5")))
                .isFalse();
    }

    @Test
    void whatIsSaidOfCallersHoldsAgainstSignedCallsAndPlacesAgainstAll() {
        var fence = new Fence(
                "ours",
                Set.of(),
                List.of(),
                Fence.Side.ONLY_FROM,
                Sources.ofAddresses("203.0.113.0/24").withCallers(Set.of(), Set.of("444455556666"), Set.of()));
        var document = FenceStatements.deny(fence, PUBLIC, PROD, number -> "d" + number);

        assertThat(isDenied(document, signed("444455556666"), ELSEWHERE, "GET")).isFalse();
        assertThat(isDenied(document, signed("777788889999"), ELSEWHERE, "GET")).isTrue();
        assertThat(isDenied(document, signed("777788889999"), OFFICE, "GET")).isFalse();
        assertThat(isDenied(document, new Principal.Anonymous(), ELSEWHERE, "GET"))
                .isTrue();
        assertThat(isDenied(document, new Principal.Anonymous(), OFFICE, "GET")).isFalse();
        assertThat(isDenied(document, new Principal.Anonymous(), ELSEWHERE, "OPTIONS"))
                .as("a preflight is not signed")
                .isFalse();
    }

    @Test
    void callersAloneSayNothingOfUnsignedCalls() {
        var fence = new Fence(
                "ours",
                Set.of(),
                List.of(),
                Fence.Side.ONLY_FROM,
                Sources.NONE.withCallers(Set.of(), Set.of("444455556666"), Set.of()));
        var document = FenceStatements.deny(fence, PUBLIC, PROD, number -> "d" + number);

        assertThat(isDenied(document, new Principal.Anonymous(), ELSEWHERE, "GET"))
                .isFalse();
        assertThat(isDenied(document, signed("777788889999"), ELSEWHERE, "GET")).isTrue();
    }

    /** The statements against the sentence: from any of these, or from none of these. */
    @Property(tries = 2000)
    void aFenceDecidesAsItIsSaid(@ForAll long seed) {
        var random = new Random(seed);
        var only = random.nextBoolean();
        var addresses = random.nextBoolean();
        var accounts = !addresses || random.nextBoolean();
        var sources = Sources.NONE
                .withAddresses(addresses ? Set.of("203.0.113.0/24") : Set.of())
                .withCallers(Set.of(), accounts ? Set.of("444455556666") : Set.of(), Set.of());
        var path = random.nextBoolean() ? List.of(new PathTemplate("/orders/{id}")) : List.<PathTemplate>of();
        var fence = new Fence(
                "f",
                random.nextBoolean() ? Set.of() : Set.of("POST"),
                path,
                only ? Fence.Side.ONLY_FROM : Fence.Side.NOT_FROM,
                sources);
        var document = FenceStatements.deny(fence, PUBLIC, PROD, number -> "d" + number);
        for (var who : List.of(new Principal.Anonymous(), signed("444455556666"), signed("777788889999"))) {
            for (var from : List.of(OFFICE, ELSEWHERE)) {
                for (var call : List.of("GET /", "POST /orders/7", "OPTIONS /orders/7", "POST /orders")) {
                    var written = SmallWorld.Call.of(call);
                    var verb = written.verb();
                    var meant = (fence.verbs().isEmpty()
                                    ? !(verb.equals("OPTIONS") && accounts)
                                    : fence.verbs().contains(verb))
                            && (path.isEmpty() || written.path().startsWith("/orders/"));
                    var isSigned = !(who instanceof Principal.Anonymous);
                    var atOffice = addresses && from.equals(OFFICE);
                    var isOurs = accounts && isSigned && who.equals(signed("444455556666"));
                    var speaks = addresses || isSigned;
                    var wanted = meant && (only ? speaks && !(atOffice || isOurs) : atOffice || isOurs);

                    assertThat(isDenied(document, who, from, verb, written.path()))
                            .as("%s: %s from %s by %s", fence, call, from, who.describe())
                            .isEqualTo(wanted);
                }
            }
        }
    }

    private static Principal signed(String account) {
        return new Principal.User(new Arn("aws", "iam", "", account, "user/one"));
    }

    private static Map<String, List<String>> inVpc(String endpoint, String address) {
        return Map.of("aws:SourceVpce", List.of(endpoint), "aws:VpcSourceIp", List.of(address));
    }

    private static boolean isAllowed(List<Statement> document, Map<String, List<String>> context) {
        return decide(document, new Principal.Anonymous(), "GET", "/orders", context)
                .allowed();
    }

    private static boolean isDenied(List<Statement> document, Map<String, List<String>> context) {
        return decide(document, new Principal.Anonymous(), "GET", "/orders", context)
                        .outcome()
                == Decision.Outcome.EXPLICIT_DENY;
    }

    private static boolean isDenied(List<Statement> document, Principal who, String from, String verb) {
        return isDenied(document, who, from, verb, "/orders");
    }

    private static boolean isDenied(List<Statement> document, Principal who, String from, String verb, String path) {
        var context = new HashMap<String, List<String>>();
        context.put("aws:SourceIp", List.of(from));
        return decide(document, who, verb, path, context).outcome() == Decision.Outcome.EXPLICIT_DENY;
    }

    private static Decision decide(
            List<Statement> document, Principal who, String verb, String path, Map<String, List<String>> context) {
        return Evaluator.evaluate(
                new Request(
                        ExecuteApi.INVOKE,
                        ExecuteApi.requestArn("aws", "eu-west-1", ACCOUNT, "a1b2c3", "prod", verb, path),
                        who,
                        context),
                Policies.none()
                        .withResource(Attached.of("document", PolicyDocument.of(document)))
                        .withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW));
    }

    private static String text(List<Statement> statements) {
        return PolicyWriter.write(PolicyDocument.of(statements));
    }
}
