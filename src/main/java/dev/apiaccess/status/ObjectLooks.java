// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

/** The looks at objects, one for each kind. */
public record ObjectLooks(
        PolicyLook policies,
        LimitLook limits,
        GrantLook grants,
        ProtectionLook protections,
        ConnectionLook connections) {}
