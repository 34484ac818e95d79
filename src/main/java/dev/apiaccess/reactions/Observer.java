// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.call.CallObserver;
import java.time.Duration;

/** Receives events to be counted. */
public interface Observer extends CallObserver {

    /**
     * A sweep of an account has ended.
     *
     * @param complete whether everything could be read
     */
    void swept(boolean complete, Duration took);

    /** Changes by others to fields of an object were found. */
    void driftSeen(String kind, int fields);

    /** Fields changed by others were repaired by us. */
    void driftRepaired(String kind, int fields);
}
