// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.apiaccess.rotation;

import org.jspecify.annotations.NullMarked;
