// SPDX-License-Identifier: Apache-2.0
/** One short reconciler per kind: gather, assess, submit, project. Nothing here waits for AWS. */
@NullMarked
package dev.apiaccess.controllers;

import org.jspecify.annotations.NullMarked;
