// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.call.CallObserver;
import java.time.Duration;

/** Is told what happens, to be counted. */
public interface Observer extends CallObserver {

    /**
     * A look at an account is over.
     *
     * @param complete whether everything could be read
     */
    void swept(boolean complete, Duration took);

    /** Fields of an object were found changed by others. */
    void driftSeen(String kind, int fields);

    /** Fields that others had changed are as declared again, by our doing. */
    void driftRepaired(String kind, int fields);
}
