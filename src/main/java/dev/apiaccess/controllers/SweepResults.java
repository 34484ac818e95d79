// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.port.AwsFailure;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How the last listing of each account went, for the status of its connections. */
final class SweepResults {

    private final Map<String, AwsFailure> failures = new ConcurrentHashMap<>();

    /** Notes a success; true when the listing before it had failed. */
    boolean succeeded(String accountId) {
        return failures.remove(accountId) != null;
    }

    void failed(String accountId, AwsFailure failure) {
        failures.put(accountId, failure);
    }

    Optional<AwsFailure> failure(String accountId) {
        return Optional.ofNullable(failures.get(accountId));
    }
}
