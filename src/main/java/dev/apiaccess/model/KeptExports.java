// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;

/**
 * What is noted of deployments that this cluster made, for when no stage shows them any more: AWS does not tell then what they have.
 *
 * @param deployments by id
 * @param trouble why something is not noted, a sentence; empty where all of it is
 */
public record KeptExports(Map<String, DeployedApi> deployments, String trouble) {

    /** Nothing is noted, and nothing was to be. */
    public static final KeptExports NONE = new KeptExports(Map.of(), "");

    public KeptExports {
        deployments = Map.copyOf(deployments);
    }
}
