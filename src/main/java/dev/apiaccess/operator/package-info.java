// SPDX-License-Identifier: Apache-2.0
/** Quarkus: configuration, producers, start, health, metrics, leader, main; and the wiring of everything. */
@NullMarked
package dev.apiaccess.operator;

import org.jspecify.annotations.NullMarked;
