// SPDX-License-Identifier: Apache-2.0
/** The command line: what people and CI use without a cluster. */
@NullMarked
package dev.apiaccess.cli;

import org.jspecify.annotations.NullMarked;
