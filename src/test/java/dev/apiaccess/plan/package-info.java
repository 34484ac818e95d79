// SPDX-License-Identifier: Apache-2.0
/** What holds for every plan, and what exactly is planned for each field that is managed. */
@NullMarked
package dev.apiaccess.plan;

import org.jspecify.annotations.NullMarked;
