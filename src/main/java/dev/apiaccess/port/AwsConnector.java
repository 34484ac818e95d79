// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.CallerIdentity;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens access to AWS for a connection. */
public interface AwsConnector {

    /**
     * @param name name of the AwsConnection, used as the role session's name
     * @param roleArn role to assume, null for the operator's own identity
     * @param externalId external id for the role, null when it requires none
     */
    record Settings(
            String name, @Nullable String roleArn, @Nullable String externalId) {}

    /** Opens without calling AWS; credentials are fetched at the first call and renewed before they expire. */
    AwsAccess open(Settings settings);

    /** AWS as one identity sees it. Closing ends its clients. */
    interface AwsAccess extends AutoCloseable {

        /** STS GetCallerIdentity: proves the credentials and names the account. */
        CallerIdentity callerIdentity();

        IamPort iam();

        GatewayPort gateway(String region);

        AlarmPort alarms(String region);

        OrganizationPort organization();

        LogPort logs(String region);

        /** When the session in use ends unless it is renewed; empty when it has no end or none is known yet. */
        Optional<Instant> credentialsEnd();

        @Override
        void close();
    }
}
