// SPDX-License-Identifier: Apache-2.0
/** What happens to the CRDs while they are generated; nothing here is loaded by the running operator. */
@NullMarked
package dev.apiaccess.api.schema;

import org.jspecify.annotations.NullMarked;
