// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** Who AWS says we are: the account and the ARN of the user or role session. */
public record CallerIdentity(String accountId, String arn) {}
