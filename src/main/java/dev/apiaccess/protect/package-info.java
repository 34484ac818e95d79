// SPDX-License-Identifier: Apache-2.0
/**
 * What holds for every caller of an API, as values: which rule decides a method, what a fence writes into the API's resource policy, and
 * what a deployment would open.
 */
@NullMarked
package dev.apiaccess.protect;

import org.jspecify.annotations.NullMarked;
