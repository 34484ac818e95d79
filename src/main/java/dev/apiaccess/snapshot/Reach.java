// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.port.ConnectionState;
import java.util.List;
import java.util.Optional;

/** Which accounts are within reach, by which connection, and what AWS does not let us read there. */
public interface Reach {

    /** Partition of an account's ARNs, remembered while AWS is out of reach. */
    Optional<String> partition(String accountId);

    /** Regions of an account that at least one connection to it names. */
    List<String> regions(String accountId);

    /** Whether AWS does not let us read API Gateway of an account in a region. */
    boolean denies(String accountId, String region);

    /** Whether the credentials of a connection belong to an account other than the one it names. */
    boolean leadsElsewhere(AwsConnection connection);

    /** Whether an account is out of reach until people act; a transient failure does not count. */
    boolean lost(AwsConnection connection);

    /** What is known of a connection. */
    ConnectionState state(AwsConnection connection);
}
