// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Labels of Secrets. */
public final class Labels {
    /** On every Secret that is ours; its value is {@link #MANAGED_BY_VALUE}. */
    public static final String MANAGED_BY = "apiaccess.dev/managed-by";
    /** Value of {@link #MANAGED_BY}. */
    public static final String MANAGED_BY_VALUE = "apiaccess";
    /** Name of the ApiKeyGrant to which a Secret belongs. */
    public static final String GRANT = "apiaccess.dev/grant";

    /** Set by users on a Secret whose value a grant may import: no other Secret is read for that. */
    public static final String KEY_SOURCE = "apiaccess.dev/key-source";
    /** Value of {@link #KEY_SOURCE}. */
    public static final String KEY_SOURCE_VALUE = "true";

    private Labels() {}
}
