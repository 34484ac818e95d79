// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import org.jspecify.annotations.Nullable;

/**
 * One operation of an API Gateway update.
 *
 * @param op {@code add}, {@code replace} or {@code remove}
 * @param path for example {@code /throttle/rateLimit}
 * @param value null where the operation takes none
 */
public record PatchOperation(
        String op, String path, @Nullable String value) {}
