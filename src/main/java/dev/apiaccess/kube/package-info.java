// SPDX-License-Identifier: Apache-2.0
/** Kubernetes at the rim: shared informers, our Secrets, events. */
@NullMarked
package dev.apiaccess.kube;

import org.jspecify.annotations.NullMarked;
