// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * How a deployed method is called.
 *
 * @param authorization as API Gateway returns it: {@code NONE}, {@code AWS_IAM}, {@code CUSTOM}, {@code COGNITO_USER_POOLS}, and whatever
 *     comes; empty where it does not say
 * @param keyRequired whether a call needs an API key; not where API Gateway does not say
 */
public record ServedMethod(String authorization, boolean keyRequired) {}
