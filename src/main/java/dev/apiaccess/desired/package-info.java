// SPDX-License-Identifier: Apache-2.0
/** What all objects together want, grouped by AWS unit of write: documents rendered, statements of several owners joined. Pure. */
@NullMarked
package dev.apiaccess.desired;

import org.jspecify.annotations.NullMarked;
