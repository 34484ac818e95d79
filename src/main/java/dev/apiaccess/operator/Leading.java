// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.port.Leadership;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Whether this replica leads. One that never got the lease knows so without asking the API server. */
@Singleton
final class Leading implements Supplier<Boolean> {

    private final Leadership leadership;
    private volatile boolean elected;

    Leading(Leadership leadership) {
        this.leadership = leadership;
    }

    void elected() {
        elected = true;
    }

    @Override
    public Boolean get() {
        return (elected || !(leadership instanceof LeaseLeadership)) && leadership.held();
    }
}
