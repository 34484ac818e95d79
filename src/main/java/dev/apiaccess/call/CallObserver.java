// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Observes every call to AWS, when it gets its turn and when it ends: for metrics. */
@FunctionalInterface
public interface CallObserver {

    /**
     * A call ended.
     *
     * @param failure null when the call succeeded
     * @param took time on the wire, without the wait for its turn
     */
    void called(String accountId, Operation operation, @Nullable AwsFailure failure, Duration took);

    /**
     * A call got its turn.
     *
     * @param waited for AWS's request limits
     */
    default void turned(Operation operation, Priority priority, Duration waited) {}

    /** The operator's own code failed while it worked on a unit or swept an account, which is a defect. */
    default void internalError() {}
}
