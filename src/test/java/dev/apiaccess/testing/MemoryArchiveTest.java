// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.port.DeploymentArchive;

/** The fake keeps what the archive in the cluster keeps: {@link DeploymentArchive}. */
class MemoryArchiveTest extends ArchiveContract {

    private final MemoryArchive archive = new MemoryArchive();

    @Override
    protected DeploymentArchive archive() {
        return archive;
    }
}
