// SPDX-License-Identifier: Apache-2.0
/** Nothing lost, nothing twice: the operator is killed and AWS's answers are lost at every write, and the end must not differ. */
@NullMarked
package dev.apiaccess.campaign;

import org.jspecify.annotations.NullMarked;
