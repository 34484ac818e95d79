// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * What IAM lets an account have. Source: GetAccountSummary.
 *
 * @param role most managed policies that a role may carry; likewise {@code user} and {@code group}
 * @param policies customer managed policies in the account, whoever made them
 * @param policiesQuota most of those
 */
public record AccountQuotas(int role, int user, int group, int policies, int policiesQuota) {

    /** What a new account has. */
    public static final AccountQuotas DEFAULT = new AccountQuotas(10, 10, 10, 0, 1500);

    public int of(PrincipalRef.Kind kind) {
        return switch (kind) {
            case ROLE -> role;
            case USER -> user;
            case GROUP -> group;
        };
    }
}
