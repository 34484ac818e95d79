// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Observed;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as text, for tables that are read without knowing Java: first what is done, in order, then what differs. */
final class Lines {

    private Lines() {}

    static String of(Desired desired, Observed observed) {
        var plan = Planner.plan(desired, observed);
        return Stream.concat(
                        plan.changes().stream().map(Lines::line),
                        plan.differences().stream().map(Lines::line))
                .collect(Collectors.joining("\n"));
    }

    private static String line(Change change) {
        return "do: "
                + switch (change) {
                    case UsagePlanChange.UpdateUsagePlan update ->
                        "update " + update.planId() + patch(update.operations());
                    case ApiKeyChange.UpdateApiKey update -> "update " + update.keyId() + patch(update.operations());
                    case RestApiChange.UpdateMethod update ->
                        "update method " + update.method().verb() + " "
                                + update.method().path() + patch(update.operations());
                    case RestApiChange.UpdateStage update ->
                        "update stage " + update.stage() + patch(update.operations());
                    case RestApiChange.WritePolicy write ->
                        "write policy\n    " + write.policy().orElse("(none)");
                    // ChangeTextTest has what follows: the fields, which are told once more as differences.
                    default ->
                        change.text().replaceFirst("(?s): .*", "").replaceAll("arn:aws:iam::\\S+/[^\\s:]+", "it");
                }
                + (change.revokes() ? " !revokes" : "");
    }

    private static String patch(java.util.List<dev.apiaccess.model.PatchOperation> operations) {
        return operations.stream()
                .map(one -> "\n    " + one.op() + " " + one.path() + (one.value() == null ? "" : " " + one.value()))
                .collect(Collectors.joining());
    }

    private static String line(Difference difference) {
        return "differs: " + difference.text() + (difference.sid().isEmpty() ? "" : " @" + difference.sid());
    }
}
