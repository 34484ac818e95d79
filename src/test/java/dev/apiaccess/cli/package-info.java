// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.apiaccess.cli;

import org.jspecify.annotations.NullMarked;
