// SPDX-License-Identifier: Apache-2.0
/** AWS things as values: one class for desired and for observed state, so that both compare directly. No behaviour beyond identity. */
@NullMarked
package dev.apiaccess.model;

import org.jspecify.annotations.NullMarked;
