// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Plans a managed policy. An edit is a new default version of the same policy, so nothing is detached while rules change. No other
 * version is kept: made the default, it would come into force. Other versions go before anything is attached.
 */
final class PolicyPlanner {

    private static final int MOST_VERSIONS = 5;

    private PolicyPlanner() {}

    static Plan plan(Desired.Policy desired, Observed.Policy observed) {
        if (!observed.others().isEmpty()) {
            // IAM takes a name once, and what has it is left alone.
            return new Plan(
                    List.of(),
                    List.of(new Difference(
                            "", "policy", observed.others().getFirst().arn(), "one that is ours")));
        }
        return observed.existing().map(existing -> update(existing, desired)).orElseGet(() -> create(desired));
    }

    /** Foreign attachments stay: AWS then refuses to delete the policy, and says so, rather than us revoking foreign access. */
    static Plan delete(UnitKey unit, Observed.Policy observed) {
        if (observed.existing().isEmpty()) {
            return Plan.NOTHING;
        }
        var existing = observed.existing().get();
        var changes = new ArrayList<Change>();
        for (var principal : existing.policy().attachedTo()) {
            if (unit instanceof UnitKey.PolicyUnit policy
                    && policy.principal().identity().equals(principal.identity())) {
                changes.add(new PolicyChange.DetachPolicy(existing.arn(), principal));
            }
        }
        existing.otherVersionIds().forEach(version -> changes.add(drop(existing, version, false)));
        changes.add(new PolicyChange.DeletePolicy(existing.arn()));
        return new Plan(changes, List.of(new Difference("", "policy", "there", "gone")));
    }

    private static Plan create(Desired.Policy desired) {
        var changes = new ArrayList<Change>();
        changes.add(new PolicyChange.CreatePolicy(desired.policy().withAttachedTo(new TreeSet<>()), desired.tags()));
        desired.policy()
                .attachedTo()
                .forEach(principal -> changes.add(new PolicyChange.AttachPolicy(desired.arn(), principal)));
        return new Plan(
                changes,
                List.of(new Difference(
                        "", "policy", "not there", desired.policy().name())));
    }

    private static Plan update(ExistingPolicy existing, Desired.Policy desired) {
        var found = existing.policy().document();
        var wanted = desired.policy().document();
        if (found == null || wanted == null) {
            return new Plan(List.of(), List.of(new Difference("", "document", "cannot be read", "readable")));
        }
        var changes = new ArrayList<Change>();
        var lines = new ArrayList<Difference>();
        var versions = new ArrayList<>(existing.otherVersionIds());
        var same = Canonical.sameMeaning(found, wanted);
        if (!same) {
            if (versions.size() >= MOST_VERSIONS - 1) {
                changes.add(drop(existing, versions.removeFirst(), false));
            }
            var statements = ChangeText.statements(found, wanted);
            changes.add(new PolicyChange.CreatePolicyVersion(
                    existing.arn(), wanted, allowsLess(found, wanted), statements));
            lines.add(new Difference(
                    "", "defaultVersion", existing.defaultVersionId(), "a version with the declared statements"));
            lines.addAll(statements);
            versions.add(existing.defaultVersionId());
        }
        // Every version of ours becomes the default, so one that is newer than it is foreign.
        existing.otherVersionIds().stream()
                .filter(version -> number(version) > number(existing.defaultVersionId()))
                .forEach(version -> lines.add(new Difference("", "version[" + version + "]", "there", "gone")));
        var attached = existing.policy().attachedTo().stream()
                .map(PrincipalRef::identity)
                .collect(Collectors.toSet());
        var tags = Tags.differences(existing.tags(), desired.tags());
        var nothingElse = lines.isEmpty()
                && tags.isEmpty()
                && desired.policy().attachedTo().stream().allMatch(one -> attached.contains(one.identity()));
        versions.forEach(version -> changes.add(drop(existing, version, nothingElse)));
        for (PrincipalRef principal : desired.policy().attachedTo()) {
            if (!attached.contains(principal.identity())) {
                lines.add(new Difference("", "attachment[" + principal.text() + "]", "detached", "attached"));
                changes.add(new PolicyChange.AttachPolicy(existing.arn(), principal));
            }
        }
        for (PrincipalRef principal : existing.policy().attachedTo()) {
            // Attachments by others stay: only the policy's own principal is detached.
            if (desired.unit() instanceof UnitKey.PolicyUnit unit
                    && unit.principal().identity().equals(principal.identity())
                    && desired.policy().attachedTo().stream()
                            .noneMatch(one -> one.identity().equals(principal.identity()))) {
                lines.add(new Difference("", "attachment[" + principal.text() + "]", "attached", "detached"));
                changes.add(new PolicyChange.DetachPolicy(existing.arn(), principal));
            }
        }
        if (!tags.isEmpty()) {
            lines.addAll(tags);
            changes.add(new PolicyChange.TagPolicy(existing.arn(), desired.tags()));
        }
        return new Plan(changes, lines);
    }

    private static Change drop(ExistingPolicy existing, String version, boolean isHousekeeping) {
        return new PolicyChange.DeletePolicyVersion(existing.arn(), version, isHousekeeping);
    }

    /** Versions are counted from {@code v1}, and no number is given twice. */
    private static int number(String version) {
        return version.matches("v[0-9]{1,9}") ? Integer.parseInt(version.substring(1)) : 0;
    }

    /** Coarse on purpose: whatever an Allow lost or a Deny won counts, since this only decides the order. */
    private static boolean allowsLess(PolicyDocument found, PolicyDocument wanted) {
        return anyWithout(Effect.ALLOW, found, wanted) || anyWithout(Effect.DENY, wanted, found);
    }

    private static boolean anyWithout(Effect effect, PolicyDocument in, PolicyDocument counterpart) {
        return in.statements().stream()
                .filter(statement -> statement.effect() == effect)
                .anyMatch(statement ->
                        counterpart.statements().stream().noneMatch(other -> Canonical.sameMeaning(statement, other)));
    }
}
