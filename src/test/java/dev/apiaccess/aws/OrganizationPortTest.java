// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.OrganizationPort;
import dev.apiaccess.port.OrganizationPort.Attached;
import dev.apiaccess.port.OrganizationPort.Membership;
import dev.apiaccess.port.OrganizationPort.Simulated;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** What is asked of an organization, over the wire. */
class OrganizationPortTest {

    private static final AwsConnector.Settings SETTINGS = new AwsConnector.Settings("cli", null, null);
    private static final String MEMBER = EmulatedAccount.ID;
    private static final String ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private final EmulatedAccount account = new EmulatedAccount();

    @AfterEach
    void stop() {
        account.close();
    }

    private void with(@Nullable URI endpoint, AwsCredentialsProvider who, Consumer<OrganizationPort> use) {
        try (var connector = new SdkAwsConnector(TestSettings.with(endpoint, who, Duration.ofSeconds(5)));
                var access = connector.open(SETTINGS)) {
            use.accept(access.organization());
        }
    }

    private void with(Consumer<OrganizationPort> use) {
        with(account.endpoint(), account.administrator(), use);
    }

    private void organize(String management, String delegated, int policies) {
        var ids = new ArrayList<String>();
        IntStream.range(0, policies).forEach(number -> ids.add("\"p-more%04d\"".formatted(number)));
        var texts = ids.stream()
                .map(id -> "{\"id\":" + id + ",\"content\":" + ALL + "}")
                .toList();
        account.emulator()
                .organize("{\"id\":\"o-a1b2c3d4e5\",\"managementAccount\":\"" + management
                        + "\",\"root\":{\"id\":\"r-ab12\"},\"units\":[{\"id\":\"ou-ab12-11111111\"}],\"accounts\":[{\"id\":\""
                        + MEMBER + "\",\"parent\":\"ou-ab12-11111111\",\"policies\":[" + String.join(",", ids)
                        + "]}],\"policies\":[" + String.join(",", texts) + "],\"delegatedAdministrators\":["
                        + delegated + "]}");
    }

    @Test
    void theWayUpAndWhatIsAttachedOnIt() {
        organize("999999999999", "\"" + MEMBER + "\"", 23);

        with(port -> {
            assertThat(port.membership()).contains(new Membership("999999999999", true));
            assertThat(port.parents(MEMBER, null).items()).containsExactly("ou-ab12-11111111");
            assertThat(port.parents("ou-ab12-11111111", null).items()).containsExactly("r-ab12");
            assertThat(port.policies("r-ab12", null).items())
                    .containsExactly(new Attached("p-FullAWSAccess", "FullAWSAccess"));
            assertThat(port.policy("p-FullAWSAccess")).isEqualTo(ALL);

            var all = new ArrayList<Attached>();
            @Nullable String position = null;
            var pages = 0;
            do {
                var page = port.policies(MEMBER, position);
                all.addAll(page.items());
                position = page.next();
                pages++;
            } while (position != null && pages < 10);
            assertThat(pages).as("20 at once").isEqualTo(2);
            assertThat(all).doesNotHaveDuplicates().hasSize(23);
        });
    }

    @Test
    void anAccountInNoneAndOneThatMayNotAsk() {
        with(port -> assertThat(port.membership()).isEmpty());

        organize("999999999999", "", 1);

        with(port -> {
            assertThat(port.membership()).isPresent();
            var refused = catchThrowableOfType(AwsFailure.class, () -> port.parents(MEMBER, null));
            assertThat(refused.kind()).isEqualTo(Kind.ACCESS_DENIED);
            assertThat(refused).hasMessageNotContaining("not authorized to perform");
        });
        try (var seed = new Seed(account.endpoint(), account.administrator(), "eu-west-1")) {
            with(account.endpoint(), seed.user("nobody"), port -> {
                var refused = catchThrowableOfType(AwsFailure.class, port::membership);
                assertThat(refused.kind()).isEqualTo(Kind.ACCESS_DENIED);
                assertThat(refused)
                        .hasMessageContaining("not authorized to perform: organizations:DescribeOrganization");
            });
        }
        with(
                account.endpoint(),
                EmulatedAccount.provider("AKIAUNKNOWNUNKNOWN00", "secret"),
                port -> assertThat(catchThrowableOfType(AwsFailure.class, port::membership)
                                .kind())
                        .isEqualTo(Kind.CREDENTIALS));
    }

    @Test
    void theSimulatorTellsWhatTheOrganizationAllows() {
        try (var seed = new Seed(account.endpoint(), account.administrator(), "eu-west-1")) {
            var role = seed.role("/", "web", MEMBER);
            var orders = "arn:aws:execute-api:eu-west-1:" + MEMBER + ":abcdefghij/prod/GET/orders";
            with(port -> assertThat(port.allows(role, "execute-api:Invoke", orders, Map.of()))
                    .as("in no organization")
                    .isEmpty());

            organize("999999999999", "", 1);
            with(port -> assertThat(port.allows(
                            role,
                            "execute-api:Invoke",
                            orders,
                            Map.of("aws:SourceIp", List.of("203.0.113.9"), "aws:SourceVpc", List.of())))
                    .contains(new Simulated(true, List.of())));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"__type\":\"com.amazonaws.organizations#TooManyRequestsException\",\"Message\":\"slow\"} | THROTTLED | slow",
                "400 | {\"__type\":\"AccessDeniedException\",\"message\":\"no\"} | ACCESS_DENIED | no",
                "500 | {\"__type\":\"ServiceException\"} | UNAVAILABLE | HTTP status 500",
                "502 | <html>no gateway</html> | UNAVAILABLE | HTTP status 502",
                "200 | <html>hello</html> | UNAVAILABLE | DescribeOrganization",
                "200 | {} | UNAVAILABLE | DescribeOrganization",
                "200 | [] | UNAVAILABLE | DescribeOrganization",
                "200 | {\"Organization\":{\"MasterAccountId\":\"999999999999\"}} | UNAVAILABLE | DescribeOrganization",
                "200 | {\"Organization\":{\"MasterAccountId\":\"999999999999\",\"FeatureSet\":\"NEW\"}} | UNAVAILABLE | DescribeOrganization",
            })
    void answersThatAreNone(int status, String body, Kind kind, String text) throws IOException {
        try (var canned = new CannedAws(_ -> CannedAws.Answer.of(status, body))) {
            with(canned.endpoint(), account.administrator(), port -> {
                var failure = catchThrowableOfType(AwsFailure.class, port::membership);

                assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
                assertThat(failure).hasMessageContaining(text);
            });
            assertThat(canned.asked()).singleElement().satisfies(asked -> {
                assertThat(asked.method()).isEqualTo("POST");
                assertThat(asked.authorization()).contains("/us-east-1/organizations/aws4_request");
            });
        }
    }

    @Test
    void anEndpointOfItsOwnComesBeforeThatOfAll() throws IOException {
        try (var canned = new CannedAws(_ ->
                CannedAws.Answer.of(200, "{\"Organization\":{\"MasterAccountId\":\"1\",\"FeatureSet\":\"ALL\"}}"))) {
            System.setProperty("aws.endpointUrlOrganizations", canned.endpoint().toString());
            System.setProperty("aws.endpointUrl", account.endpoint().toString());
            try {
                with(
                        null,
                        account.administrator(),
                        port -> assertThat(port.membership()).contains(new Membership("1", true)));
            } finally {
                System.clearProperty("aws.endpointUrlOrganizations");
                System.clearProperty("aws.endpointUrl");
            }
            assertThat(canned.asked()).hasSize(1);
        }
    }
}
