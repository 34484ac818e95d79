// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.plan.Effects.Answer;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The keys of a grant after a change of one of them succeeded. */
final class ApiKeyEffects {

    private ApiKeyEffects() {}

    static Observed after(Observed.Key before, ApiKeyChange change, Answer answer) {
        return switch (change) {
            case ApiKeyChange.CreateApiKey _, ApiKeyChange.ImportApiKey _
            when answer instanceof Answer.Made(ExistingKey made) ->
                before.with(Stream.concat(before.existing().stream(), Stream.of(made))
                        .toList());
            case ApiKeyChange.CreateApiKey _, ApiKeyChange.ImportApiKey _ ->
                throw new IllegalArgumentException(answer + " answers nothing: " + change.text());
            case ApiKeyChange.UpdateApiKey update ->
                edit(
                        before,
                        update.keyId(),
                        found -> new ApiKey(
                                update.key().name(),
                                update.key().description(),
                                update.key().enabled(),
                                found.planIds()));
            case ApiKeyChange.AddKeyToPlan add ->
                edit(before, add.keyId(), found -> {
                    var plans = new TreeSet<>(found.planIds());
                    plans.add(add.planId());
                    return found.withPlanIds(plans);
                });
            case ApiKeyChange.RemoveKeyFromPlan remove ->
                edit(before, remove.keyId(), found -> {
                    var plans = new TreeSet<>(found.planIds());
                    plans.remove(remove.planId());
                    return found.withPlanIds(plans);
                });
            case ApiKeyChange.TagApiKey tag ->
                before.with(before.existing().stream()
                        .map(one -> one.id().equals(tag.keyId()) ? one.withTags(tag.tags()) : one)
                        .toList());
            case ApiKeyChange.DeleteApiKey delete ->
                before.with(before.existing().stream()
                        .filter(one -> !one.id().equals(delete.keyId()))
                        .toList());
            case ApiKeyChange.UpdateUsage _ ->
                throw new IllegalArgumentException(change.text() + " does not change an API key");
        };
    }

    private static Observed edit(Observed.Key before, String keyId, UnaryOperator<ApiKey> edit) {
        return before.with(before.existing().stream()
                .map(one -> one.id().equals(keyId) ? one.withKey(edit.apply(one.key())) : one)
                .toList());
    }
}
