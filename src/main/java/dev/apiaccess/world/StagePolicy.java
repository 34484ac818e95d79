// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import java.util.Optional;

/**
 * The resource policy of a stage.
 *
 * @param deploymentId of the deployment that the stage showed
 * @param present what the API had then; a stage may have deployed another one
 * @param exported what the stage's export has
 */
public record StagePolicy(String deploymentId, Optional<String> present, Optional<String> exported) {}
