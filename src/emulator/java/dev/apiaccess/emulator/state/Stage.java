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
 */
public record Stage(
        String name,
        String deploymentId,
        @Nullable String description,
        Instant created,
        Instant updated,
        Map<String, Map<String, Object>> settings,
        Map<String, String> variables,
        Map<String, String> tags) {

    /** Pointing to another deployment. */
    public Stage withDeployment(String id, Instant now) {
        return new Stage(name, id, description, created, now, settings, variables, tags);
    }

    /** With other tags. */
    public Stage withTags(Map<String, String> newTags) {
        return new Stage(name, deploymentId, description, created, updated, settings, variables, newTags);
    }
}
