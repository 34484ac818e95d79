// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.apiaccess.protect;

import org.jspecify.annotations.NullMarked;
