// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.port.AwsFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Changes of a unit that wait for something else, with the reason. Changes that do not depend on them do not wait. */
final class HeldChanges {

    private final Map<Change, String> why = new LinkedHashMap<>();
    private final Map<Change, AwsFailure> failures = new LinkedHashMap<>();

    void hold(Change change, String because) {
        why.put(change, because);
    }

    /** Holds a change that cannot be made now, whatever AWS would answer. */
    void hold(Change change, AwsFailure because) {
        failures.put(change, because);
        hold(change, String.valueOf(because.getMessage()));
    }

    boolean isEmpty() {
        return why.isEmpty();
    }

    /** The changes of a plan that may be made now, in its order. */
    Plan without(Plan plan) {
        // Hundreds may be held that nothing relies on.
        var reliedOn = why.keySet().stream()
                .filter(ApiKeyChange.class::isInstance)
                .filter(plan.changes()::contains)
                .toList();
        return new Plan(
                plan.changes().stream()
                        .filter(change ->
                                !why.containsKey(change) && reliedOn.stream().noneMatch(held -> depends(change, held)))
                        .toList(),
                plan.differences());
    }

    /**
     * Why the first of them waits, empty when none is part of the plan.
     *
     * @throws AwsFailure that keeps one of them from being made
     */
    Optional<String> in(Plan plan) {
        plan.changes().stream()
                .filter(failures::containsKey)
                .map(failures::get)
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
        return plan.changes().stream().filter(why::containsKey).map(why::get).findFirst();
    }

    /**
     * Changes that take access away depend on nothing. Otherwise a key is neither enabled nor added to a plan while it has to leave
     * another, and none is created while another is being deleted: AWS takes a value once.
     */
    private static boolean depends(Change change, Change held) {
        if (change.revokes()) {
            return false;
        }
        var keyId = keyId(change);
        return switch (held) {
            case ApiKeyChange.CreateApiKey _ ->
                change instanceof ApiKeyChange.AddKeyToPlan && keyId.equals(ApiKeyChange.NEW_KEY);
            case ApiKeyChange.DeleteApiKey delete -> keyId.equals(delete.keyId()) || keyId.equals(ApiKeyChange.NEW_KEY);
            case ApiKeyChange.RemoveKeyFromPlan remove -> keyId.equals(remove.keyId());
            default -> false;
        };
    }

    private static String keyId(Change change) {
        return switch (change) {
            case ApiKeyChange.CreateApiKey _ -> ApiKeyChange.NEW_KEY;
            case ApiKeyChange.AddKeyToPlan add -> add.keyId();
            case ApiKeyChange.UpdateApiKey update -> update.keyId();
            case ApiKeyChange.TagApiKey tag -> tag.keyId();
            default -> "";
        };
    }
}
