// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PatchOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Plans the API keys of a grant and their memberships; what takes access away comes first. */
final class ApiKeyPlanner {

    private ApiKeyPlanner() {}

    static Plan plan(Desired.Key desired, Observed.Key observed) {
        var matched = KeyMatches.of(desired, observed);
        var away = new ArrayList<Change>();
        var removals = new ArrayList<Change>();
        var rest = new ArrayList<Change>();
        var lines = new ArrayList<Difference>();
        var others = new ArrayList<Difference>();
        // Of keys with the same mark only the first is worked on, but none may work when the grant is disabled.
        var works = desired.revisions().stream().anyMatch(one -> one.key().enabled());
        for (var copy : matched.copies()) {
            if (!works && copy.key().enabled()) {
                if (lacks(copy, desired.tags())) {
                    away.add(tag(copy, desired.tags(), true));
                }
                away.add(enable(copy, copy.key().withEnabled(false)));
                others.add(new Difference("", "enabled[" + copy.id() + "]", "true", "false"));
            }
        }
        away.addAll(disable(matched.outdated(), desired.tags()));
        matched.outdated()
                .forEach(one -> others.add(new Difference(
                        "", "revision", one.key().name(), desired.newest().key().name())));
        for (var index = 0; index < desired.revisions().size(); index++) {
            var wanted = desired.revisions().get(index);
            var found = matched.existing().get(index);
            var plan = found.map(one -> update(one, wanted.key(), desired.tags()))
                    .orElseGet(() -> create(wanted, desired.tags()));
            plan.changes()
                    .forEach(change -> (!change.revokes()
                                    ? rest
                                    : change instanceof ApiKeyChange.RemoveKeyFromPlan ? removals : away)
                            .add(change));
            var old = index < desired.revisions().size() - 1;
            plan.differences()
                    .forEach(line -> lines.add(old ? line.of(wanted.key().name()) : line));
        }
        // These may have to wait for what is noted before them: nothing else that takes access away waits for that.
        away.addAll(removals);
        matched.outdated().forEach(one -> away.add(new ApiKeyChange.DeleteApiKey(one.id())));
        away.addAll(rest);
        lines.addAll(others);
        return new Plan(away, lines);
    }

    static Plan delete(Observed.Key observed, SortedMap<String, String> tags) {
        var changes = disable(observed.existing(), tags);
        observed.existing().forEach(existing -> changes.add(new ApiKeyChange.DeleteApiKey(existing.id())));
        return new Plan(
                changes, changes.isEmpty() ? List.of() : List.of(new Difference("", "apiKey", "there", "gone")));
    }

    /**
     * Changes before keys are deleted: disabled, they are used no more, and the published policy allows deleting only what is tagged.
     */
    private static List<Change> disable(List<ExistingKey> all, SortedMap<String, String> tags) {
        var changes = new ArrayList<Change>();
        for (var existing : all) {
            if (lacks(existing, tags)) {
                changes.add(tag(existing, tags, true));
            }
            if (existing.key().enabled()) {
                changes.add(enable(existing, existing.key().withEnabled(false)));
            }
        }
        return changes;
    }

    private static Plan create(Desired.Key.Revision desired, SortedMap<String, String> tags) {
        var changes = new ArrayList<Change>();
        changes.add(new ApiKeyChange.CreateApiKey(desired.key(), desired.value(), tags));
        desired.key().planIds().forEach(plan -> changes.add(new ApiKeyChange.AddKeyToPlan(plan, ApiKeyChange.NEW_KEY)));
        return new Plan(
                changes,
                List.of(new Difference("", "apiKey", "not there", desired.key().name())));
    }

    private static Plan update(ExistingKey existing, ApiKey wanted, SortedMap<String, String> wantedTags) {
        var found = existing.key();
        var changes = new ArrayList<Change>();
        var lines = new ArrayList<Difference>();
        if (found.enabled() != wanted.enabled()) {
            lines.add(new Difference("", "enabled", "" + found.enabled(), "" + wanted.enabled()));
        }
        if (found.enabled() && !wanted.enabled()) {
            changes.add(enable(existing, found.withEnabled(false)));
        }
        for (var plan : found.planIds()) {
            if (!wanted.planIds().contains(plan)) {
                lines.add(new Difference("", "usagePlans[" + plan + "]", "in it", "not in it"));
                changes.add(new ApiKeyChange.RemoveKeyFromPlan(plan, existing.id()));
            }
        }
        if (!found.enabled() && wanted.enabled()) {
            // Only after it left undesired plans: it would work there for as long as the calls take.
            changes.add(enable(existing, found.withEnabled(true)));
        }
        for (var plan : wanted.planIds()) {
            if (!found.planIds().contains(plan)) {
                lines.add(new Difference("", "usagePlans[" + plan + "]", "not in it", "in it"));
                changes.add(new ApiKeyChange.AddKeyToPlan(plan, existing.id()));
            }
        }
        if (!found.name().equals(wanted.name()) || !found.description().equals(wanted.description())) {
            var operations = new ArrayList<PatchOperation>();
            var fields = new ArrayList<Difference>();
            if (!found.name().equals(wanted.name())) {
                fields.add(new Difference("", "name", found.name(), wanted.name()));
                operations.add(new PatchOperation("replace", "/name", wanted.name()));
            }
            if (!found.description().equals(wanted.description())) {
                fields.add(new Difference("", "description", found.description(), wanted.description()));
                operations.add(new PatchOperation("replace", "/description", wanted.description()));
            }
            var renamed = new ApiKey(wanted.name(), wanted.description(), wanted.enabled(), wanted.planIds());
            changes.add(new ApiKeyChange.UpdateApiKey(existing.id(), renamed, operations, false, fields));
            lines.addAll(fields);
        }
        if (lacks(existing, wantedTags)) {
            var imported = Tags.none(existing.tags(), wantedTags);
            mark(existing, wantedTags, changes, imported);
            if (!imported) {
                lines.addAll(Tags.differences(existing.tags(), wantedTags));
            }
        }
        return new Plan(changes, lines);
    }

    private static boolean lacks(ExistingKey existing, SortedMap<String, String> tags) {
        return !Tags.differences(existing.tags(), tags).isEmpty() && !Tags.ofAnother(existing.tags(), tags);
    }

    /**
     * The published policy allows changing only what bears our tags, so tags come first where something is changed.
     *
     * @param imported whether the key has none of our tags: no change by others, hence no difference, and not urgent
     */
    private static void mark(
            ExistingKey existing, SortedMap<String, String> tags, List<Change> changes, boolean imported) {
        var next = changes.stream()
                .filter(change -> change instanceof ApiKeyChange.UpdateApiKey)
                .findFirst();
        if (next.isPresent()) {
            changes.add(
                    changes.indexOf(next.get()), tag(existing, tags, next.get().revokes()));
        } else {
            changes.add(new ApiKeyChange.TagApiKey(existing.id(), tags, false, imported));
        }
    }

    private static Change tag(ExistingKey existing, SortedMap<String, String> tags, boolean revokes) {
        return new ApiKeyChange.TagApiKey(existing.id(), tags, revokes, false);
    }

    private static Change enable(ExistingKey existing, ApiKey after) {
        return new ApiKeyChange.UpdateApiKey(
                existing.id(),
                after,
                List.of(new PatchOperation("replace", "/enabled", "" + after.enabled())),
                !after.enabled(),
                List.of(new Difference("", "enabled", "" + !after.enabled(), "" + after.enabled())));
    }
}
