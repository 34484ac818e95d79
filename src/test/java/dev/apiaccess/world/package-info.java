// SPDX-License-Identifier: Apache-2.0
/** What may be believed of AWS after listings, writes of ours and changes of others, in any order. */
@NullMarked
package dev.apiaccess.world;

import org.jspecify.annotations.NullMarked;
