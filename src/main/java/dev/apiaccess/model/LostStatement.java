// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Instant;

/**
 * A statement of others that went with a write of ours: AWS takes documents whole, without a precondition.
 *
 * @param text as it stood in the document
 */
public record LostStatement(Instant at, String text) {}
