// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.port.Leadership;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** The last check before a request is sent, after signing and every wait: a replica that lost the lease sends nothing. */
final class LeaderOnly implements ExecutionInterceptor {

    /** The call was not sent. Found as a cause, since the SDK wraps exceptions in its own type. */
    static final class NotLeading extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotLeading() {
            super("this replica does not hold the lease, or could not renew it in time: nothing was sent");
        }
    }

    private final Leadership leadership;

    LeaderOnly(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        demand();
    }

    /** Throws where the call may not be sent. */
    void demand() {
        if (!leadership.held()) {
            var reason = new NotLeading();
            throw SdkClientException.create(reason.getMessage(), reason);
        }
    }
}
