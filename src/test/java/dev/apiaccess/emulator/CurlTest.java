// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Stock curl signs fewer headers than the SDK and still gets through, or does not. */
class CurlTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private String url = "";

    @BeforeEach
    void sampleApi() {
        Assumptions.assumeTrue(
                curl(List.of("--help", "all")).contains("--aws-sigv4"), "curl with --aws-sigv4 is not here");
        String api = aws.api("orders");
        aws.method(api, "orders", "AWS_IAM", false);
        aws.deploy(api);
        url = emulator.endpoint() + "/_api/" + api + "/prod/orders";
    }

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private static String curl(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("curl ended").isTrue();
            return out;
        } catch (IOException e) {
            return "no curl: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String signed(AwsCredentials who, String target) {
        List<String> arguments = new ArrayList<>(List.of(
                "-w",
                "\n%{http_code}",
                "--aws-sigv4",
                "aws:amz:eu-west-1:execute-api",
                "--user",
                who.accessKeyId() + ":" + who.secretAccessKey()));
        if (who instanceof AwsSessionCredentials session) {
            arguments.addAll(List.of("-H", "x-amz-security-token: " + session.sessionToken()));
        }
        arguments.add(target);
        return curl(arguments);
    }

    @Test
    void aRoleSessionPassesAndAWrongSecretDoesNot() {
        // given a session of a role that may read
        String role = aws.role("web");
        aws.iam.putRolePolicy(r -> r.roleName("web").policyName("own").policyDocument(Aws.ALLOW_ALL));
        AwsCredentials caller = aws.user("caller", Aws.document("Allow", "sts:AssumeRole", "*"));
        AwsCredentials session = aws.assume(caller, role);

        // when, then
        assertThat(signed(session, url)).endsWith("\n200");
        assertThat(signed(session, url + "?b=2&a=1")).endsWith("\n200");
        assertThat(signed(caller, url))
                .contains("is not authorized to perform: execute-api:Invoke")
                .endsWith("\n403");
        AwsCredentials forged = AwsSessionCredentials.create(
                session.accessKeyId(), "wrong", ((AwsSessionCredentials) session).sessionToken());
        assertThat(signed(forged, url))
                .contains("The request signature we calculated does not match")
                .endsWith("\n403");
        assertThat(curl(List.of("-w", "\n%{http_code}", url)))
                .contains("Missing Authentication Token")
                .endsWith("\n403");
    }
}
