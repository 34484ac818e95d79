// SPDX-License-Identifier: Apache-2.0
/** AWS through its SDK: adapters for the ports, credentials of a connection, and the one place that classifies failures. */
@NullMarked
package dev.apiaccess.aws;

import org.jspecify.annotations.NullMarked;
