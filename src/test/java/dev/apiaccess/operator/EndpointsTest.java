// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of keys cross no network in clear because of a slip in a setting. */
class EndpointsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://emulator.aws.svc:4566",
                "HTTP://10.0.0.7",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://127.0.0.1@evil.example.com/",
                "http://[2001:db8::1]:80",
                " http://emulator",
                "http://not an address"
            })
    void anotherHostIsNotAskedInClear(String address) {
        assertThatThrownBy(() -> environment("AWS_ENDPOINT_URL", address).encrypted())
                .hasMessageContaining("AWS_ENDPOINT_URL is http")
                .hasMessageContaining("use https, or set APIACCESS_ALLOW_HTTP=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_API_GATEWAY"})
    void nothingIsAskedInClearByTheNameOfOneService(String variable) {
        assertThatThrownBy(() -> environment(variable, "http://emulator").encrypted())
                .hasMessageContaining(variable + " is http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws.endpointUrlApiGateway", "aws.endpointUrlCloudWatch", "aws.endpointUrlIAM"})
    void aPropertyOfTheJvmCountsToo(String property) {
        var properties = new Properties();
        properties.setProperty(property, "http://emulator");

        assertThatThrownBy(() -> new Endpoints(Map.of(), properties).encrypted())
                .hasMessageContaining(property + " is http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vpce-1.execute-api.eu-west-1.vpce.amazonaws.com",
                "http://127.0.0.1:4566",
                "http://127.8.0.1",
                "http://localhost:4566/",
                "http://[::1]:4566"
            })
    void tlsAndThisHostAreTaken(String address) {
        assertThatCode(() -> environment("AWS_ENDPOINT_URL", address).encrypted())
                .doesNotThrowAnyException();
    }

    @Test
    void otherVariablesAreNotOurs() {
        assertThatCode(() -> environment("AWS_ENDPOINT_URL_S3", "http://minio").encrypted())
                .doesNotThrowAnyException();
    }

    private static Endpoints environment(String name, String value) {
        return new Endpoints(Map.of(name, value), new Properties());
    }
}
