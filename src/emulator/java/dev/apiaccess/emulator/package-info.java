// SPDX-License-Identifier: Apache-2.0
/** An AWS that enforces, at wire level: IAM, STS, API Gateway and its data plane on one loopback port. */
@NullMarked
package dev.apiaccess.emulator;

import org.jspecify.annotations.NullMarked;
