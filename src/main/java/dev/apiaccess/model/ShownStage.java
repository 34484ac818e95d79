// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stage shows.
 *
 * @param deploymentId empty where it shows none
 * @param canaryDeploymentId what a part of the calls meets instead
 * @param webAcl ARN of the web ACL in front of it
 * @param accessLog where it writes what is called; empty for nowhere
 * @param settings by method, {@link #EACH_METHOD} for all that have none of their own
 */
public record ShownStage(
        String deploymentId,
        Optional<String> canaryDeploymentId,
        Optional<String> webAcl,
        Optional<AccessLog> accessLog,
        SortedMap<MethodKey, MethodSetting> settings) {

    /** Stands for all methods that have no settings of their own; API Gateway writes it as a path and a verb of one star each. */
    public static final MethodKey EACH_METHOD = new MethodKey("/*", "*");

    public ShownStage {
        settings = new TreeMap<>(settings);
    }

    /**
     * Where an entry for each call goes.
     *
     * @param destination ARN of a log group or of a Firehose stream
     * @param format text with {@code $context} variables
     */
    public record AccessLog(String destination, String format) {}

    /** A stage with neither canary nor web ACL nor log. */
    public static ShownStage of(String deploymentId) {
        return new ShownStage(deploymentId, Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());
    }

    /** The same on another deployment. */
    public ShownStage on(String deployment) {
        return new ShownStage(deployment, canaryDeploymentId, webAcl, accessLog, settings);
    }

    /** The same with other settings. */
    public ShownStage with(Optional<AccessLog> log, SortedMap<MethodKey, MethodSetting> others) {
        return new ShownStage(deploymentId, canaryDeploymentId, webAcl, log, others);
    }
}
