// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PatchOperation;
import java.util.ArrayList;
import java.util.List;

/** Plans an API key and its memberships: what takes access away first. */
final class KeyPlanner {

    private KeyPlanner() {}

    /** A key of another revision has another value: it is replaced. */
    static Plan plan(Desired.Key desired, Observed.Key observed) {
        var earlier = observed.existing().stream()
                .filter(one -> otherRevision(one.key().name(), desired.key().name()))
                .toList();
        var present = observed.existing().stream()
                .filter(one -> !earlier.contains(one))
                .toList();
        var plan = present.isEmpty() ? create(desired) : update(present.getFirst(), desired);
        var copies = desired.key().enabled()
                ? List.<ExistingKey>of()
                : present.stream().skip(1).filter(one -> one.key().enabled()).toList();
        if (earlier.isEmpty() && copies.isEmpty()) {
            return plan;
        }
        // Of keys with one mark only the first is worked on, but none may work when the grant is switched off.
        var changes = new ArrayList<Change>();
        copies.forEach(one -> changes.add(enable(one, one.key().withEnabled(false))));
        changes.addAll(delete(new Observed.Key(earlier)).changes());
        changes.addAll(plan.changes());
        var lines = new ArrayList<>(plan.differences());
        earlier.forEach(one -> lines.add(
                new Difference("", "revision", one.key().name(), desired.key().name())));
        copies.forEach(one -> lines.add(new Difference("", "enabled[" + one.id() + "]", "true", "false")));
        return new Plan(changes, lines);
    }

    private static boolean otherRevision(String found, String wanted) {
        var base = wanted.substring(0, wanted.lastIndexOf("-r") + 2);
        return !found.equals(wanted)
                && found.startsWith(base)
                && found.substring(base.length()).matches("[1-9][0-9]*");
    }

    static Plan delete(Observed.Key observed) {
        var changes = new ArrayList<Change>();
        for (var existing : observed.existing()) {
            if (existing.key().enabled()) {
                changes.add(enable(existing, existing.key().withEnabled(false)));
            }
            changes.add(new Change.DeleteApiKey(existing.id()));
        }
        return new Plan(
                changes, changes.isEmpty() ? List.of() : List.of(new Difference("", "apiKey", "there", "gone")));
    }

    private static Plan create(Desired.Key desired) {
        var changes = new ArrayList<Change>();
        changes.add(new Change.CreateApiKey(desired.key(), desired.value(), desired.tags()));
        desired.key().planIds().forEach(plan -> changes.add(new Change.AddKeyToPlan(plan, Change.NEW_KEY)));
        return new Plan(
                changes,
                List.of(new Difference("", "apiKey", "not there", desired.key().name())));
    }

    private static Plan update(ExistingKey existing, Desired.Key desired) {
        var wanted = desired.key();
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
                changes.add(new Change.RemoveKeyFromPlan(plan, existing.id()));
            }
        }
        if (!found.enabled() && wanted.enabled()) {
            // Not before it left the plans that it shall not be in: it would work there for as long as the calls take.
            changes.add(enable(existing, found.withEnabled(true)));
        }
        for (var plan : wanted.planIds()) {
            if (!found.planIds().contains(plan)) {
                lines.add(new Difference("", "usagePlans[" + plan + "]", "not in it", "in it"));
                changes.add(new Change.AddKeyToPlan(plan, existing.id()));
            }
        }
        if (!found.name().equals(wanted.name()) || !found.description().equals(wanted.description())) {
            var operations = new ArrayList<PatchOperation>();
            if (!found.name().equals(wanted.name())) {
                lines.add(new Difference("", "name", found.name(), wanted.name()));
                operations.add(new PatchOperation("replace", "/name", wanted.name()));
            }
            if (!found.description().equals(wanted.description())) {
                lines.add(new Difference("", "description", found.description(), wanted.description()));
                operations.add(new PatchOperation("replace", "/description", wanted.description()));
            }
            var renamed = new ApiKey(wanted.name(), wanted.description(), wanted.enabled(), wanted.planIds());
            changes.add(new Change.UpdateApiKey(existing.id(), renamed, operations, false));
        }
        var tags = Tags.differences(existing.tags(), desired.tags());
        if (!tags.isEmpty() && !Tags.ofAnother(existing.tags(), desired.tags())) {
            changes.add(new Change.TagApiKey(existing.id(), desired.tags()));
            lines.addAll(tags);
        }
        return new Plan(changes, lines);
    }

    private static Change enable(ExistingKey existing, ApiKey after) {
        return new Change.UpdateApiKey(
                existing.id(),
                after,
                List.of(new PatchOperation("replace", "/enabled", "" + after.enabled())),
                !after.enabled());
    }
}
