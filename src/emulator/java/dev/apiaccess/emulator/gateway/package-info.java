// SPDX-License-Identifier: Apache-2.0
/** The API Gateway v1 control plane (REST, JSON) over the account's state. */
@NullMarked
package dev.apiaccess.emulator.gateway;

import org.jspecify.annotations.NullMarked;
