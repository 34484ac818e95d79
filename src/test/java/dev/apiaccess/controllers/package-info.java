// SPDX-License-Identifier: Apache-2.0
/** Tests of the reconcilers' parts that need no cluster. */
@NullMarked
package dev.apiaccess.controllers;

import org.jspecify.annotations.NullMarked;
