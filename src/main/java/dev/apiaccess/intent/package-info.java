// SPDX-License-Identifier: Apache-2.0
/**
 * What one object wants, given what it refers to: an ordered list of checks, each of which may reject with a reason and a next
 * step. Admission by a tenant is a check like the others. Pure.
 */
@NullMarked
package dev.apiaccess.intent;

import org.jspecify.annotations.NullMarked;
