// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.protect.StageWish;
import dev.apiaccess.world.ProtectionPart;
import java.util.Optional;

/** The logs that a region writes: AWS refuses the others, again and again. */
final class AdmittedLogs {

    private static final String OFF = "OFF";

    /** The service part of the ARN of a log group. */
    private static final String LOGS = ":logs:";

    private AdmittedLogs() {}

    /**
     * The wish without the logs that need a role which the region does not have.
     *
     * @param role empty where it is not known
     */
    static StageWish of(StageWish wish, Optional<ProtectionPart.LoggingRole> role) {
        return role.filter(known -> known.arn().isEmpty()).isEmpty()
                ? wish
                : new StageWish(
                        wish.eachMethod(),
                        wish.methods(),
                        wish.metrics(),
                        wish.execution().filter(OFF::equals),
                        wish.accessLog().filter(log -> !log.destination().contains(LOGS)),
                        wish.withdrawn(),
                        wish.left());
    }
}
