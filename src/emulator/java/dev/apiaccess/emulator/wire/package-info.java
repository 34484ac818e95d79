// SPDX-License-Identifier: Apache-2.0
/** What travels: requests, answers, signatures, XML, forms and errors, without any knowledge of a service. */
@NullMarked
package dev.apiaccess.emulator.wire;

import org.jspecify.annotations.NullMarked;
