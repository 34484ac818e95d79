// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What a unit is after a change succeeded: lets the executor go on without reading AWS again. */
public final class Effects {

    private Effects() {}

    /** The answers of AWS that a change alone does not tell. */
    public sealed interface Answer {
        record Done() implements Answer {}

        record NewPolicy(ExistingPolicy policy) implements Answer {}

        record NewVersion(String versionId) implements Answer {}

        record NewPlan(ExistingPlan plan) implements Answer {}

        record NewKey(ExistingKey key) implements Answer {}
    }

    /** The state after {@code change} was applied to {@code before} and AWS gave {@code answer}. */
    public static Observed after(Observed before, Change change, Answer answer) {
        return switch (before) {
            case Observed.Policy policy -> policy(policy, change, answer);
            case Observed.Plan plan -> plan(plan, change, answer);
            case Observed.Key key -> key(key, change, answer);
        };
    }

    private static Observed policy(Observed.Policy before, Change change, Answer answer) {
        return switch (change) {
            case Change.CreatePolicy _
            when answer instanceof Answer.NewPolicy(var policy) ->
                new Observed.Policy(Optional.of(policy), before.others());
            case Change.CreatePolicyVersion version
            when answer instanceof Answer.NewVersion(var id) ->
                edit(before, existing -> {
                    var others = new ArrayList<>(existing.otherVersionIds());
                    others.add(existing.defaultVersionId());
                    return existing.withVersions(id, others, existing.policy().withDocument(version.document()));
                });
            case Change.DeletePolicyVersion version ->
                edit(
                        before,
                        existing -> existing.withVersions(
                                existing.defaultVersionId(),
                                existing.otherVersionIds().stream()
                                        .filter(id -> !id.equals(version.versionId()))
                                        .toList(),
                                existing.policy()));
            case Change.AttachPolicy attach ->
                edit(before, existing -> {
                    var attached = new TreeSet<>(existing.policy().attachedTo());
                    attached.add(attach.principal());
                    return existing.withPolicy(existing.policy().withAttachedTo(attached));
                });
            case Change.DetachPolicy detach ->
                edit(before, existing -> {
                    var attached = new TreeSet<PrincipalRef>(existing.policy().attachedTo());
                    attached.remove(detach.principal());
                    return existing.withPolicy(existing.policy().withAttachedTo(attached));
                });
            case Change.TagPolicy tag -> edit(before, existing -> existing.withTags(tag.tags()));
            case Change.DeletePolicy _ -> new Observed.Policy(Optional.empty(), before.others());
            default -> throw new IllegalArgumentException(change.text() + " does not change a policy");
        };
    }

    private static Observed plan(Observed.Plan before, Change change, Answer answer) {
        return switch (change) {
            case Change.CreateUsagePlan _
            when answer instanceof Answer.NewPlan(var plan) -> before.with(plus(before.existing(), plan));
            case Change.UpdateUsagePlan update ->
                before.with(before.existing().stream()
                        .map(one -> one.id().equals(update.planId()) ? one.withPlan(update.plan()) : one)
                        .toList());
            case Change.TagUsagePlan tag ->
                before.with(before.existing().stream()
                        .map(one -> one.id().equals(tag.planId()) ? one.withTags(tag.tags()) : one)
                        .toList());
            case Change.DeleteUsagePlan delete ->
                before.with(before.existing().stream()
                        .filter(one -> !one.id().equals(delete.planId()))
                        .toList());
            default -> throw new IllegalArgumentException(change.text() + " does not change a usage plan");
        };
    }

    private static Observed key(Observed.Key before, Change change, Answer answer) {
        return switch (change) {
            case Change.CreateApiKey _
            when answer instanceof Answer.NewKey(var key) -> before.with(plus(before.existing(), key));
            case Change.ImportApiKey _
            when answer instanceof Answer.NewKey(var key) -> before.with(plus(before.existing(), key));
            case Change.UpdateApiKey update ->
                edit(
                        before,
                        update.keyId(),
                        found -> new ApiKey(
                                update.key().name(),
                                update.key().description(),
                                update.key().enabled(),
                                found.planIds()));
            case Change.AddKeyToPlan add ->
                edit(before, add.keyId(), found -> {
                    var plans = new TreeSet<>(found.planIds());
                    plans.add(add.planId());
                    return found.withPlanIds(plans);
                });
            case Change.RemoveKeyFromPlan remove ->
                edit(before, remove.keyId(), found -> {
                    var plans = new TreeSet<>(found.planIds());
                    plans.remove(remove.planId());
                    return found.withPlanIds(plans);
                });
            case Change.TagApiKey tag ->
                before.with(before.existing().stream()
                        .map(one -> one.id().equals(tag.keyId()) ? one.withTags(tag.tags()) : one)
                        .toList());
            case Change.DeleteApiKey delete ->
                before.with(before.existing().stream()
                        .filter(one -> !one.id().equals(delete.keyId()))
                        .toList());
            default -> throw new IllegalArgumentException(change.text() + " does not change an API key");
        };
    }

    private static Observed edit(Observed.Policy before, UnaryOperator<ExistingPolicy> edit) {
        return new Observed.Policy(before.existing().map(edit), before.others());
    }

    private static Observed edit(Observed.Key before, String keyId, UnaryOperator<ApiKey> edit) {
        return before.with(before.existing().stream()
                .map(one -> one.id().equals(keyId) ? one.withKey(edit.apply(one.key())) : one)
                .toList());
    }

    private static <T> List<T> plus(List<T> list, T one) {
        var longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }
}
