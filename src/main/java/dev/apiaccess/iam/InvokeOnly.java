// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Optional;
import java.util.function.Supplier;

/** The rules of {@link ExecuteApi#assertOnlyInvoke} for one statement. */
final class InvokeOnly {

    private InvokeOnly() {}

    /** The problem with the statement; empty when there is none. */
    static String problem(Statement statement, String account) {
        if (statement.principals() != null) {
            return "an identity policy names no principal";
        }
        if (!statement.actions().equals(ActionSet.of(ExecuteApi.INVOKE))) {
            return "its action is not " + ExecuteApi.INVOKE + " alone";
        }
        ResourceSet resources = statement.resources();
        if (resources == null || resources.inverted()) {
            return "it does not list its resources";
        }
        return resources.patterns().stream()
                .filter(text -> !isMethodOrStage(text, account)
                        && !(statement.effect() == Effect.DENY && isOnEveryStage(text, account)))
                .findFirst()
                .map(text -> "resource " + text + " is not a method or a whole stage of an API of account " + account)
                .orElse("");
    }

    /** A resource is valid exactly when {@link ExecuteApi} itself would build it from its parts. */
    private static boolean isMethodOrStage(String text, String account) {
        Optional<Arn> parsed = Arn.tryParse(text);
        if (parsed.isEmpty()) {
            return false;
        }
        Arn arn = parsed.get();
        String[] parts = arn.resource().split("/", 4);
        if (!arn.account().equals(account) || parts.length < 3) {
            return false;
        }
        return isMade(
                text,
                () -> parts.length == 3
                        ? ExecuteApi.wholeStageArn(arn.partition(), arn.region(), account, parts[0], parts[1])
                        : ExecuteApi.arn(
                                arn.partition(), arn.region(), account, parts[0], parts[1], parts[2], parts[3]));
    }

    /** Whether a resource is on every stage: it may cover more than it names, which is safe for a Deny. */
    private static boolean isOnEveryStage(String text, String account) {
        Optional<Arn> parsed = Arn.tryParse(text);
        if (parsed.isEmpty()) {
            return false;
        }
        Arn arn = parsed.get();
        String[] parts = arn.resource().split("/", 4);
        if (!arn.account().equals(account)
                || (parts.length != 2 && parts.length != 4)
                || !parts[1].equals(ExecuteApi.EVERY_STAGE)) {
            return false;
        }
        return isMade(
                text,
                () -> parts.length == 2
                        ? ExecuteApi.everyStageArn(arn.partition(), arn.region(), account, parts[0])
                        : ExecuteApi.everyStageArn(
                                arn.partition(), arn.region(), account, parts[0], parts[2], parts[3]));
    }

    private static boolean isMade(String text, Supplier<String> maker) {
        try {
            return maker.get().equals(text);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
