// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** How many managed policies IAM lets each kind of principal carry in one account. Source: GetAccountSummary. */
public record AttachmentQuotas(int role, int user, int group) {

    /** What a new account has. */
    public static final AttachmentQuotas DEFAULT = new AttachmentQuotas(10, 10, 10);

    public int of(PrincipalRef.Kind kind) {
        return switch (kind) {
            case ROLE -> role;
            case USER -> user;
            case GROUP -> group;
        };
    }
}
