// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.UnitKey;
import java.util.List;
import java.util.Map;

/**
 * Keeps what deployments of ours have, also over restarts: API Gateway exports stages and not deployments, so that of one which no stage shows
 * nobody knows what it would open. What cannot be kept or read is told in the answer and holds nothing up.
 */
public interface DeploymentArchive {

    /** How many deployments of an API are kept, the newest ones. */
    int MOST = 3;

    /** Nothing is kept. */
    DeploymentArchive NONE = new DeploymentArchive() {
        @Override
        public KeptExports keep(UnitKey.RestApiUnit api, List<String> made, Map<String, DeployedApi> shown) {
            return KeptExports.NONE;
        }

        @Override
        public void remove(UnitKey.RestApiUnit api) {}
    };

    /**
     * Adds what stages show to what is kept of an API, and drops what is too much. Writes only where that changes something.
     *
     * @param made deployments of ours that are still there, the newest first
     * @param shown what those of them have that stages show, by id
     * @return what is kept now
     */
    KeptExports keep(UnitKey.RestApiUnit api, List<String> made, Map<String, DeployedApi> shown);

    /** Forgets an API: whoever protected it is gone. Failing at that holds nothing up. */
    void remove(UnitKey.RestApiUnit api);
}
