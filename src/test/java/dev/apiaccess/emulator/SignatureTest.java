// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.emulator.Invoker.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Signatures of the SDK on the data plane: good ones pass whatever the path, others do not. */
class SignatureTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private String base = "";

    @BeforeEach
    void sampleApi() {
        String api = aws.api("orders");
        String orders = aws.method(api, "orders", "AWS_IAM", false);
        String one = aws.gateway
                .createResource(r -> r.restApiId(api).parentId(orders).pathPart("{id}"))
                .id();
        aws.method(api, one, "GET", "AWS_IAM", false);
        aws.deploy(api);
        base = "/_api/" + api + "/prod";
    }

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    @Test
    void signaturesOfTheWrongServiceRegionTimeOrHeaderAreRefused() {
        // given a user that may do everything
        AwsCredentials user = aws.user("u", Aws.ALLOW_ALL);
        String path = base + "/orders";
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-16));
        Clock early = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(16));
        String key = "a-key-that-was-signed-along";

        // when
        Reply service = invoker.call(
                SdkHttpMethod.GET, path, user, null, "apigateway", "eu-west-1", Clock.systemUTC(), Map.of());
        Reply region = invoker.call(
                SdkHttpMethod.GET, path, user, null, "execute-api", "us-east-1", Clock.systemUTC(), Map.of());
        Reply expired = invoker.call(SdkHttpMethod.GET, path, user, null, "execute-api", "eu-west-1", late, Map.of());
        Reply future = invoker.call(SdkHttpMethod.GET, path, user, null, "execute-api", "eu-west-1", early, Map.of());
        Reply changed = invoker.call(
                SdkHttpMethod.GET,
                path,
                user,
                key,
                "execute-api",
                "eu-west-1",
                Clock.systemUTC(),
                Map.of("x-api-key", "another-key-after-signing"));

        // then
        assertThat(List.of(service, region, expired, future, changed))
                .allSatisfy(r -> assertThat(r.type()).as(r.toString()).isEqualTo("InvalidSignatureException"));
        assertThat(expired.body()).contains("Signature expired: ").contains(" - 15 min.)");
        assertThat(future.body()).contains("Signature not yet current: ");
        assertThat(changed.body()).contains("The request signature we calculated does not match");
    }

    @Test
    void oddPathsAndQueriesAreSignedAlike() {
        // given
        AwsCredentials user = aws.user("u", Aws.ALLOW_ALL);

        // when, then
        for (String rest :
                List.of("/orders/a%20b", "/orders/a%2Fb?x=1&a=%20z&a=b", "/orders/7?empty", "/orders/~x.y_z-1")) {
            Reply reply = invoker.get(base + rest, user, null);
            assertThat(reply.status()).as(rest + " " + reply).isEqualTo(200);
        }
    }
}
