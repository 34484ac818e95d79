// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * IAM quotas of an account. Source: GetAccountSummary.
 *
 * @param role most managed policies attached to a role; likewise {@code user} and {@code group}
 * @param policies customer managed policies in the account, ours and others
 * @param policiesQuota the quota of those
 */
public record AccountQuotas(int role, int user, int group, int policies, int policiesQuota) {

    /** The quotas of a new account. */
    public static final AccountQuotas DEFAULT = new AccountQuotas(10, 10, 10, 0, 1500);

    public int of(PrincipalRef.Kind kind) {
        return switch (kind) {
            case ROLE -> role;
            case USER -> user;
            case GROUP -> group;
        };
    }
}
