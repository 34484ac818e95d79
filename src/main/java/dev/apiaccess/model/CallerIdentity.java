// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** Our identity in AWS: the account and the ARN of the user or role session. */
public record CallerIdentity(String accountId, String arn) {}
