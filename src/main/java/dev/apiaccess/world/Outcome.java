// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import java.time.Instant;

/** Result of the last attempt to bring a unit to its desired state. */
public sealed interface Outcome {

    /** The unit is in its desired state. */
    record Done() implements Outcome {}

    /** Nothing could be done for a reason outside of AWS. */
    record Idle(String why) implements Outcome {}

    /**
     * The next call waits for its turn.
     *
     * @param estimate the remaining wait, as estimated when it began
     */
    record Waiting(Operation operation, Duration estimate) implements Outcome {}

    /**
     * AWS refused or was not reached; tried again at {@code retryAt}.
     *
     * @param since when this kind of failure began
     */
    record Failed(AwsFailure failure, Instant since, Instant retryAt) implements Outcome {}

    /**
     * The operator's own code failed, which only another version mends; tried again at {@code retryAt}. The log has the cause.
     *
     * @param since when the failures began
     */
    record Broken(Instant since, Instant retryAt) implements Outcome {}

    /** In what respect a thing that is not ours is in the way. */
    enum Why {
        /** Its name, which AWS gives once. */
        NAME_TAKEN,
        /** The value of a key, which AWS takes once. */
        VALUE_TAKEN,
        /** It bears our name, and nothing proves that it is ours. */
        UNPROVEN,
        /** It was ours and bears the tags of another owner. */
        OF_ANOTHER
    }

    /**
     * A thing that is not ours is in the way; checked again at {@code retryAt}.
     *
     * @param thing its name, id or ARN; when a value is taken, the name of the key that cannot have it
     */
    record Foreign(Why why, String thing, String message, Instant retryAt) implements Outcome {}
}
