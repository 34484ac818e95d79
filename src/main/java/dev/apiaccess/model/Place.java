// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * Where AWS keeps a thing: in a region of an account, or in the account as a whole for a global service such as IAM.
 *
 * @param region empty for a global service
 */
public record Place(String accountId, String region) {

    /** The place of a global service in an account. */
    public static Place global(String accountId) {
        return new Place(accountId, "");
    }

    public boolean isGlobal() {
        return region.isEmpty();
    }
}
