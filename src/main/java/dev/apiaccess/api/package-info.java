// SPDX-License-Identifier: Apache-2.0
/** The custom resources as people write and read them: records, enums, schema rules and columns, no logic. */
@NullMarked
package dev.apiaccess.api;

import org.jspecify.annotations.NullMarked;
