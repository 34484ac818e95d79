// SPDX-License-Identifier: Apache-2.0
/** CloudWatch Logs (JSON 1.1), as far as access logs of stages are read in it. */
@NullMarked
package dev.apiaccess.emulator.logs;

import org.jspecify.annotations.NullMarked;
