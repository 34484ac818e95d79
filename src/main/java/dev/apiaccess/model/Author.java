// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * An object that has a say in a unit, as it is when something is written for it.
 *
 * @param object its namespace is empty where the kind has none
 * @param generation of its spec
 */
public record Author(OwnerRef object, String uid, long generation) {}
