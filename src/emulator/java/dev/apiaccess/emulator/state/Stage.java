// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage of an API.
 *
 * @param settings method settings by key as it was addressed, for instance {@code *}{@code /*} or {@code ~1orders/GET}; each is a map
 *     of field name to number, boolean or text
 * @param canary where a part of the traffic goes, null without one
 * @param accessLog where a line for each request goes, null for nowhere
 * @param webAclArn what stands before it, null for nothing
 */
public record Stage(
        String name,
        String deploymentId,
        @Nullable String description,
        Instant created,
        Instant updated,
        Map<String, Map<String, Object>> settings,
        Map<String, String> variables,
        @Nullable Canary canary,
        @Nullable AccessLog accessLog,
        @Nullable String webAclArn,
        Map<String, String> tags) {

    /**
     * A second deployment beside the stage's own.
     *
     * @param percent of the traffic that it gets, 0 to 100
     */
    public record Canary(String deploymentId, double percent) {}

    /**
     * Where a line for each request goes; nothing is written while one of the two is missing.
     *
     * @param destinationArn of a log group or a Firehose stream, null when it is not set
     * @param format of a line, with {@code $context} variables, null when it is not set
     */
    public record AccessLog(
            @Nullable String destinationArn, @Nullable String format) {}

    /** Pointing to another deployment. */
    public Stage withDeployment(String id, Instant now) {
        return new Stage(name, id, description, created, now, settings, variables, canary, accessLog, webAclArn, tags);
    }

    /** With another canary, or none. */
    public Stage withCanary(@Nullable Canary other, Instant now) {
        return new Stage(
                name, deploymentId, description, created, now, settings, variables, other, accessLog, webAclArn, tags);
    }

    /** Whether a deployment answers some of its traffic. */
    public boolean uses(String id) {
        return deploymentId.equals(id)
                || (canary != null && canary.deploymentId().equals(id));
    }

    /** With another web ACL before it, or none; AWS does not call that an update of the stage. */
    public Stage withWebAcl(@Nullable String arn) {
        return new Stage(
                name, deploymentId, description, created, updated, settings, variables, canary, accessLog, arn, tags);
    }

    /** With other tags. */
    public Stage withTags(Map<String, String> newTags) {
        return new Stage(
                name,
                deploymentId,
                description,
                created,
                updated,
                settings,
                variables,
                canary,
                accessLog,
                webAclArn,
                newTags);
    }
}
