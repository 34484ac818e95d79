// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.CallerIdentity;
import java.time.Instant;

/** The known state of a connection. */
public sealed interface ConnectionState {

    /** AWS has not answered yet. */
    record Opening() implements ConnectionState {}

    record Open(CallerIdentity identity, String partition) implements ConnectionState {}

    /** The credentials belong to another account. */
    record WrongAccount(CallerIdentity identity) implements ConnectionState {}

    /** @param since when the first of the failures in a row was */
    record Failed(AwsFailure failure, Instant since, Instant retryAt) implements ConnectionState {}
}
