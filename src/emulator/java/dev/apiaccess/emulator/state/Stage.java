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
        Map<String, String> tags) {

    /**
     * A second deployment beside the stage's own.
     *
     * @param percent of the traffic that it gets, 0 to 100
     */
    public record Canary(String deploymentId, double percent) {}

    /** Pointing to another deployment. */
    public Stage withDeployment(String id, Instant now) {
        return new Stage(name, id, description, created, now, settings, variables, canary, tags);
    }

    /** With another canary, or none. */
    public Stage withCanary(@Nullable Canary other, Instant now) {
        return new Stage(name, deploymentId, description, created, now, settings, variables, other, tags);
    }

    /** Whether a deployment answers some of its traffic. */
    public boolean uses(String id) {
        return deploymentId.equals(id)
                || (canary != null && canary.deploymentId().equals(id));
    }

    /** With other tags. */
    public Stage withTags(Map<String, String> newTags) {
        return new Stage(name, deploymentId, description, created, updated, settings, variables, canary, newTags);
    }
}
