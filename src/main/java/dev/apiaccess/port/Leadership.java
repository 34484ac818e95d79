// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

/**
 * Whether this process is the one replica that works. Asked right before every call to AWS is sent, so that a process which
 * stood still while another took over does nothing with what it had planned before.
 */
@FunctionalInterface
public interface Leadership {

    /** Where there is no other replica. */
    Leadership ALONE = () -> true;

    /** True only when that is certain; may ask the cluster. */
    boolean held();
}
