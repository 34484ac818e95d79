// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import java.time.Instant;

/** How the last attempt to bring a unit to what it shall be went. */
public sealed interface Outcome {

    /** The unit is as it shall be. */
    record Done() implements Outcome {}

    /** Nothing could be done for a reason outside of AWS. */
    record Idle(String why) implements Outcome {}

    /**
     * The next call waits for its turn.
     *
     * @param estimate how long still, when it began to wait
     */
    record Waiting(Operation operation, Duration estimate) implements Outcome {}

    /**
     * AWS refused or was not reached; tried again at {@code retryAt}.
     *
     * @param since when this kind of failure began
     */
    record Failed(AwsFailure failure, Instant since, Instant retryAt) implements Outcome {}

    /**
     * Our own code failed, which only another version mends; tried again at {@code retryAt}. What it was is in the log.
     *
     * @param since when it began to fail
     */
    record Broken(Instant since, Instant retryAt) implements Outcome {}

    /** What a thing that is not ours is in the way with. */
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
     * Something that is not ours is in the way; looked at again at {@code retryAt}.
     *
     * @param thing its name, id or ARN; of a value that is taken the name of the key that cannot have it
     */
    record Foreign(Why why, String thing, String message, Instant retryAt) implements Outcome {}
}
