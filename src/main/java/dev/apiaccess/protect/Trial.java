// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

/**
 * What would become of a rule or a fence that is only verified.
 *
 * @param name of the rule or fence
 * @param message what would be made, and what would be met
 */
public record Trial(String name, boolean isFence, String message) {}
