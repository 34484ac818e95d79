// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * Where AWS keeps something: in a region of an account, or in the account as a whole where the service is global, as IAM is.
 *
 * @param region empty for what is global
 */
public record Place(String accountId, String region) {

    /** What a global service keeps in an account. */
    public static Place global(String accountId) {
        return new Place(accountId, "");
    }

    public boolean isGlobal() {
        return region.isEmpty();
    }
}
