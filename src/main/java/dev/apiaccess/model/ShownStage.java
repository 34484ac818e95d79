// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * What a stage shows.
 *
 * @param deploymentId empty where it shows none
 * @param canaryDeploymentId what a part of the calls meets instead
 * @param webAcl ARN of the web ACL in front of it
 * @param accessLog where it writes what is called; empty for nowhere
 */
public record ShownStage(
        String deploymentId,
        Optional<String> canaryDeploymentId,
        Optional<String> webAcl,
        Optional<AccessLog> accessLog) {

    /**
     * Where an entry for each call goes.
     *
     * @param destination ARN of a log group or of a Firehose stream
     * @param format text with {@code $context} variables
     */
    public record AccessLog(String destination, String format) {}

    /** A stage with neither canary nor web ACL nor log. */
    public static ShownStage of(String deploymentId) {
        return new ShownStage(deploymentId, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
