// SPDX-License-Identifier: Apache-2.0
/** The command line for people and CI: who may call what, IAM policies, uninstalling, help. */
@NullMarked
package dev.apiaccess.cli;

import org.jspecify.annotations.NullMarked;
