// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * What a stage shows.
 *
 * @param deploymentId empty where it shows none
 * @param canaryDeploymentId what a part of the calls meets instead
 * @param webAcl ARN of the web ACL in front of it
 */
public record ShownStage(String deploymentId, Optional<String> canaryDeploymentId, Optional<String> webAcl) {

    /** A stage with neither canary nor web ACL. */
    public static ShownStage of(String deploymentId) {
        return new ShownStage(deploymentId, Optional.empty(), Optional.empty());
    }
}
