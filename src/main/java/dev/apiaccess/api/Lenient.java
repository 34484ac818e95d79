// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import java.util.Map;

/** A part of a spec that keeps what a newer version of the API may have written into it. */
public interface Lenient {
    /** Properties that this version does not know, by name; empty when everything was understood. */
    Map<String, Object> unknown();
}
