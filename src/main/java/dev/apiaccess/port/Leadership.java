// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

/**
 * Whether this process is the leading replica. Checked right before every call to AWS is sent, so that a process which stood still while
 * another took over does not carry out what it had planned before.
 */
@FunctionalInterface
public interface Leadership {

    /** Where there is no other replica. */
    Leadership ALONE = () -> true;

    /** True only when that is certain; may call the Kubernetes API. */
    boolean held();
}
