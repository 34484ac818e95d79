// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.apigateway.model.ApiGatewayException;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.IpAddressType;
import software.amazon.awssdk.services.apigateway.model.Op;

/** Where callers are and who they are, as resource policies see it. */
class CallersTest {
    private static final String ADDRESS = "X-Emulator-Source-Ip";
    private static final String ENDPOINT = "X-Emulator-Source-Vpce";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    private void patch(String api, String path, String value) {
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE).path(path).value(value)));
    }

    private static String statement(String effect, String condition) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":"
                + "\"execute-api:/*\",\"Condition\":" + condition + "}";
    }

    private void policy(String api, String... statements) {
        patch(api, "/policy", "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}");
        aws.deploy(api);
    }

    private String open(EndpointType type, String authorization) {
        String api = aws.gateway
                .createRestApi(r -> r.name("orders").endpointConfiguration(e -> e.types(type)))
                .id();
        aws.method(api, "orders", authorization, false);
        return api;
    }

    private int get(String api, Map<String, String> headers) {
        return invoker.from("/_api/" + api + "/prod/orders", headers).status();
    }

    @Test
    void addressesOfBothFamiliesAreFenced() {
        // given a dual-stack API with a deny list of the old family alone
        String api = open(EndpointType.REGIONAL, "NONE");
        policy(
                api,
                statement("Allow", "{}"),
                statement("Deny", "{\"IpAddress\":{\"aws:SourceIp\":\"198.51.100.0/24\"}}"));

        // when, then an API that speaks IPv4 alone is not reached otherwise
        assertThat(get(api, Map.of(ADDRESS, "203.0.113.9"))).isEqualTo(200);
        assertThat(get(api, Map.of(ADDRESS, "198.51.100.9"))).isEqualTo(403);
        assertThat(get(api, Map.of(ADDRESS, "2001:db8:bad::1"))).isEqualTo(403);
        assertThat(get(api, Map.of(ADDRESS, "nowhere"))).isEqualTo(400);

        // when it speaks both, at once, then the list is walked round
        patch(api, "/endpointConfiguration/ipAddressType", "dualstack");
        assertThat(aws.gateway
                        .getRestApi(r -> r.restApiId(api))
                        .endpointConfiguration()
                        .ipAddressType())
                .isEqualTo(IpAddressType.DUALSTACK);
        assertThat(get(api, Map.of(ADDRESS, "2001:db8:bad::1"))).isEqualTo(200);
        policy(
                api,
                statement("Allow", "{}"),
                statement("Deny", "{\"IpAddress\":{\"aws:SourceIp\":[\"198.51.100.0/24\",\"2001:db8:bad::/48\"]}}"));
        assertThat(get(api, Map.of(ADDRESS, "2001:db8:bad::1"))).isEqualTo(403);
        assertThat(get(api, Map.of(ADDRESS, "2001:db8:600d::1"))).isEqualTo(200);
    }

    @Test
    void whichFamiliesAnApiHasIsChecked() {
        // given
        String regional = open(EndpointType.REGIONAL, "NONE");
        String inside = open(EndpointType.PRIVATE, "NONE");
        assertThat(aws.gateway
                        .getRestApi(r -> r.restApiId(regional))
                        .endpointConfiguration()
                        .ipAddressType())
                .isEqualTo(IpAddressType.IPV4);
        assertThat(aws.gateway
                        .getRestApi(r -> r.restApiId(inside))
                        .endpointConfiguration()
                        .ipAddressType())
                .isEqualTo(IpAddressType.DUALSTACK);

        // when, then
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> patch(inside, "/endpointConfiguration/ipAddressType", "ipv4"))
                .withMessageContaining("Only dualstack ipAddressType is supported for Private APIs.");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> patch(regional, "/endpointConfiguration/ipAddressType", "ipv6"))
                .withMessageContaining("ipAddressType must be either ipv4 or dualstack.");
        assertThatExceptionOfType(ApiGatewayException.class)
                .isThrownBy(() ->
                        aws.gateway.createRestApi(r -> r.name("x").endpointConfiguration(e -> e.ipAddressType("ipv6"))))
                .withMessageContaining("Member must satisfy enum value set: [ipv4, dualstack]");
    }

    @Test
    void aPrivateApiSeesEndpointsAndTheirVpcsAndNoAddressOfTheInternet() {
        // given
        emulator.endpoints("{\"vpce-1\":\"vpc-a\",\"vpce-2\":\"vpc-b\"}");
        String api = open(EndpointType.PRIVATE, "NONE");
        policy(api, statement("Allow", "{\"StringEquals\":{\"aws:SourceVpc\":\"vpc-a\"}}"));

        // when, then
        assertThat(get(api, Map.of(ENDPOINT, "vpce-1"))).isEqualTo(200);
        assertThat(get(api, Map.of(ENDPOINT, "vpce-2"))).isEqualTo(403);
        assertThat(get(api, Map.of(ENDPOINT, "vpce-3"))).as("of no VPC").isEqualTo(403);

        // when addresses are meant, those of the VPC count
        policy(api, statement("Allow", "{\"IpAddress\":{\"aws:VpcSourceIp\":\"10.0.0.0/8\"}}"));
        assertThat(get(api, Map.of(ENDPOINT, "vpce-2", ADDRESS, "10.1.2.3"))).isEqualTo(200);
        assertThat(get(api, Map.of(ENDPOINT, "vpce-2", ADDRESS, "192.168.0.1"))).isEqualTo(403);
        policy(api, statement("Allow", "{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}"));
        assertThat(get(api, Map.of(ENDPOINT, "vpce-2", ADDRESS, "10.1.2.3"))).isEqualTo(403);
        policy(api, statement("Allow", "{\"Null\":{\"aws:SourceIp\":\"true\"}}"));
        assertThat(get(api, Map.of(ENDPOINT, "vpce-2", ADDRESS, "10.1.2.3"))).isEqualTo(200);
    }

    @Test
    void keysOfEndpointsAreAbsentOnAPublicApi() {
        // given
        emulator.endpoints("{\"vpce-1\":\"vpc-a\"}");
        String api = open(EndpointType.REGIONAL, "NONE");
        policy(api, statement("Allow", "{\"Null\":{\"aws:SourceVpce\":\"true\",\"aws:SourceVpc\":\"true\"}}"));

        // when, then
        assertThat(get(api, Map.of(ENDPOINT, "vpce-1"))).isEqualTo(200);
    }

    @Test
    void whoSignsIsKnownAndWhoDoesNotIsNobody() {
        // given an API of signed calls and one of unsigned ones, both closed to strangers of an organization
        emulator.organize(
                "{\"id\":\"o-a1b2c3d4e5\",\"managementAccount\":\"999988887777\",\"root\":{\"id\":\"r-ab12\"},"
                        + "\"accounts\":[{\"id\":\"" + aws.account + "\",\"name\":\"shop\",\"parent\":\"r-ab12\"}]}");
        AwsCredentials caller = aws.user("caller", Aws.ALLOW_ALL);
        String signed = open(EndpointType.REGIONAL, "AWS_IAM");
        String unsigned = open(EndpointType.REGIONAL, "NONE");
        String role = aws.role("web");
        aws.iam.putRolePolicy(r -> r.roleName("web").policyName("own").policyDocument(Aws.ALLOW_ALL));
        AwsCredentials session = aws.assume(aws.user("assumer", Aws.document("Allow", "sts:AssumeRole", "*")), role);
        String[] statements = {
            statement("Allow", "{\"Null\":{\"aws:PrincipalArn\":\"true\"}}"),
            statement("Deny", "{\"ArnEquals\":{\"aws:PrincipalArn\":\"" + role + "\"}}"),
            statement(
                    "Deny",
                    "{\"StringNotEquals\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"},"
                            + "\"Null\":{\"aws:PrincipalArn\":\"false\"}}"),
            statement("Deny", "{\"StringEquals\":{\"aws:PrincipalAccount\":\"999988887777\"}}")
        };
        policy(signed, statements);
        policy(unsigned, statements);

        // when, then
        String path = "/prod/orders";
        assertThat(invoker.from("/_api/" + signed + path, caller, Map.of()).status())
                .isEqualTo(200);
        assertThat(invoker.from("/_api/" + signed + path, session, Map.of()).status())
                .as("the role, without its session's name")
                .isEqualTo(403);
        assertThat(get(unsigned, Map.of())).isEqualTo(200);
        try (Aws stranger = new Aws(emulator, TestAccounts.next())) {
            AwsCredentials other = stranger.user("other", Aws.ALLOW_ALL);
            assertThat(invoker.from("/_api/" + signed + path, other, Map.of()).body())
                    .contains("explicit deny");
        }
    }
}
