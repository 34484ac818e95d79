// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Labels that the operator sets on its Secrets. */
public final class Labels {
    /** On every Secret that is ours; its value is {@link #MANAGED_BY_VALUE}. */
    public static final String MANAGED_BY = "apiaccess.dev/managed-by";
    /** Value of {@link #MANAGED_BY}. */
    public static final String MANAGED_BY_VALUE = "apiaccess";
    /** Name of the ApiKeyGrant to which a Secret belongs. */
    public static final String GRANT = "apiaccess.dev/grant";

    private Labels() {}
}
