// SPDX-License-Identifier: Apache-2.0
/** Access to Kubernetes: shared informers, our Secrets, events. */
@NullMarked
package dev.apiaccess.kube;

import org.jspecify.annotations.NullMarked;
