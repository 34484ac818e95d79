// SPDX-License-Identifier: Apache-2.0
/** Tests of what reconcilers conclude from caches and listings. */
@NullMarked
package dev.apiaccess.controllers;

import org.jspecify.annotations.NullMarked;
