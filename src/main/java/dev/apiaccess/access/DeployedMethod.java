// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

/**
 * A method as a stage serves it.
 *
 * @param path template of its resource, {@code /orders/{id}}
 * @param verb {@code GET}, or {@code ANY}
 * @param authorization as API Gateway returns it: {@code NONE}, {@code AWS_IAM}, {@code CUSTOM}, {@code COGNITO_USER_POOLS}, {@code JWT}, and
 *     whatever comes
 * @param keyRequired whether a call needs an API key
 */
public record DeployedMethod(String path, String verb, String authorization, boolean keyRequired) {

    public static final String NONE = "NONE";
    public static final String AWS_IAM = "AWS_IAM";
    public static final String CUSTOM = "CUSTOM";
    public static final String COGNITO = "COGNITO_USER_POOLS";
}
