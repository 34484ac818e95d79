// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

/**
 * What keys need beyond other units.
 *
 * @param values source of key values
 * @param departures check before a key is deleted or leaves a usage plan
 */
public record KeyCare(FreshKeys values, Departures departures) {}
