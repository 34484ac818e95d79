// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.apiaccess.kube;

import org.jspecify.annotations.NullMarked;
