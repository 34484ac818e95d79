// SPDX-License-Identifier: Apache-2.0
/** Quarkus wiring: configuration, producers, start, health, metrics, leader, main. */
@NullMarked
package dev.apiaccess.operator;

import org.jspecify.annotations.NullMarked;
