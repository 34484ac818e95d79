// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.port.DeploymentArchive;

/** Where a sweep keeps what it saw and what nobody can see again. */
public interface Archiving {

    /** For what deployments have; nowhere unless it is said. */
    default DeploymentArchive archive() {
        return DeploymentArchive.NONE;
    }
}
