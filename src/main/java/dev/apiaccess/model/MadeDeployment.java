// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Instant;

/**
 * A deployment that this cluster made, known by its description.
 *
 * @param digest of the configuration that it was made of ({@link ExistingApi#digest})
 */
public record MadeDeployment(String id, Instant createdAt, String digest) {}
