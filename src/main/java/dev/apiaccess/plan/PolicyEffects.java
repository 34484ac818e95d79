// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.plan.Effects.Answer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A policy after a change of it succeeded. */
final class PolicyEffects {

    private PolicyEffects() {}

    static Observed after(Observed.Policy before, PolicyChange change, Answer answer) {
        return switch (change) {
            case PolicyChange.CreatePolicy _
            when answer instanceof Answer.Made(ExistingPolicy made) ->
                new Observed.Policy(Optional.of(made), before.others());
            case PolicyChange.CreatePolicyVersion version
            when answer instanceof Answer.NewVersion(var id) ->
                edit(before, existing -> {
                    var others = new ArrayList<>(existing.otherVersionIds());
                    others.add(existing.defaultVersionId());
                    return existing.withVersions(id, others, existing.policy().withDocument(version.document()));
                });
            case PolicyChange.CreatePolicy _, PolicyChange.CreatePolicyVersion _ ->
                throw new IllegalArgumentException(answer + " answers nothing: " + change.text());
            case PolicyChange.DeletePolicyVersion version ->
                edit(
                        before,
                        existing -> existing.withVersions(
                                existing.defaultVersionId(),
                                existing.otherVersionIds().stream()
                                        .filter(id -> !id.equals(version.versionId()))
                                        .toList(),
                                existing.policy()));
            case PolicyChange.AttachPolicy attach ->
                edit(before, existing -> {
                    var attached = new TreeSet<>(existing.policy().attachedTo());
                    attached.add(attach.principal());
                    return existing.withPolicy(existing.policy().withAttachedTo(attached));
                });
            case PolicyChange.DetachPolicy detach ->
                edit(before, existing -> {
                    var attached = new TreeSet<PrincipalRef>(existing.policy().attachedTo());
                    attached.remove(detach.principal());
                    return existing.withPolicy(existing.policy().withAttachedTo(attached));
                });
            case PolicyChange.TagPolicy tag -> edit(before, existing -> existing.withTags(tag.tags()));
            case PolicyChange.DeletePolicy _ -> new Observed.Policy(Optional.empty(), before.others());
        };
    }

    private static Observed edit(Observed.Policy before, UnaryOperator<ExistingPolicy> edit) {
        return new Observed.Policy(before.existing().map(edit), before.others());
    }
}
