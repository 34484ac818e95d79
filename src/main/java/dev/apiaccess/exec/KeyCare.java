// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

/**
 * What keys need beside what every unit does.
 *
 * @param values where the values of keys are had from
 * @param departures asked before a key is deleted or leaves a usage plan
 */
public record KeyCare(FreshKeys values, Departures departures) {}
