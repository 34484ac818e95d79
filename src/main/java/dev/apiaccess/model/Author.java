// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * An object that contributes to a unit, in the version for which something is written.
 *
 * @param object its namespace is empty where the kind has none
 * @param generation of its spec
 */
public record Author(OwnerRef object, String uid, long generation) {}
