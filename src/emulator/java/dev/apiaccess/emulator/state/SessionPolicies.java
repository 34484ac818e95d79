// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session was limited to when it began.
 *
 * @param inline a document, null for none
 * @param arns managed policies of the session's account or of AWS
 */
public record SessionPolicies(@Nullable String inline, List<String> arns) {}
