// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.port.AwsConnector;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The system properties stand for the environment variables of the same settings, which a test cannot set. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class StandardSettingsTest {

    private final Properties before = (Properties) System.getProperties().clone();

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @Test
    void followEndpointRegionAndCredentialsOfTheDefaultChains() throws IOException {
        try (var aws = new CannedAws(_ -> CannedAws.identity())) {
            Map.of(
                            "aws.endpointUrl", aws.endpoint().toString(),
                            "aws.region", "ap-southeast-2",
                            "aws.accessKeyId", "AKIAFROMPROPERTY",
                            "aws.secretAccessKey", "secret")
                    .forEach(System::setProperty);

            try (var connector = new SdkAwsConnector(ClientSettings.standard());
                    var access = connector.open(new AwsConnector.Settings("main", null, null))) {
                access.callerIdentity();

                assertThat(aws.asked())
                        .singleElement()
                        .satisfies(asked -> assertThat(asked.authorization())
                                .contains("Credential=AKIAFROMPROPERTY/")
                                .contains("/ap-southeast-2/sts/"));
            }
        }
    }
}
