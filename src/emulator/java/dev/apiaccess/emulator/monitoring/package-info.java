// SPDX-License-Identifier: Apache-2.0
/** CloudWatch's alarms, over the calls that the data plane answered. */
@NullMarked
package dev.apiaccess.emulator.monitoring;

import org.jspecify.annotations.NullMarked;
