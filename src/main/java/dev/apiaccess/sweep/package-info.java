// SPDX-License-Identifier: Apache-2.0
/** AWS read in bulk, account by account, and beside that what no listing has: tags, usage, methods. */
@NullMarked
package dev.apiaccess.sweep;

import org.jspecify.annotations.NullMarked;
