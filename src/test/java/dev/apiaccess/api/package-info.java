// SPDX-License-Identifier: Apache-2.0
/** Tests of the custom resources: reading, schema, documentation. */
@NullMarked
package dev.apiaccess.api;

import org.jspecify.annotations.NullMarked;
