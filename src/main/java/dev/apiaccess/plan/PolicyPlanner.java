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

/**
 * Plans a managed policy. An edit is a new default version of the same policy, so nothing is detached while rules change; one
 * older version is kept for a look back, more are pruned (AWS stores five).
 */
final class PolicyPlanner {

    private static final int MOST_VERSIONS = 5;

    private PolicyPlanner() {}

    static Plan plan(Desired.Policy desired, Observed.Policy observed) {
        return observed.existing().map(existing -> update(existing, desired)).orElseGet(() -> create(desired));
    }

    /** Foreign attachments stay: AWS then refuses to delete the policy, and says so, rather than us cutting off a stranger. */
    static Plan delete(UnitKey unit, Observed.Policy observed) {
        if (observed.existing().isEmpty()) {
            return Plan.NOTHING;
        }
        var existing = observed.existing().get();
        var changes = new ArrayList<Change>();
        for (var principal : existing.policy().attachedTo()) {
            if (unit instanceof UnitKey.PolicyUnit policy
                    && policy.principal().identity().equals(principal.identity())) {
                changes.add(new Change.DetachPolicy(existing.arn(), principal));
            }
        }
        existing.otherVersionIds()
                .forEach(version -> changes.add(new Change.DeletePolicyVersion(existing.arn(), version)));
        changes.add(new Change.DeletePolicy(existing.arn()));
        return new Plan(changes, List.of(new Difference("", "policy", "there", "gone")));
    }

    private static Plan create(Desired.Policy desired) {
        var changes = new ArrayList<Change>();
        changes.add(new Change.CreatePolicy(desired.policy().withAttachedTo(new TreeSet<>()), desired.tags()));
        desired.policy()
                .attachedTo()
                .forEach(principal -> changes.add(new Change.AttachPolicy(desired.arn(), principal)));
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
        var versions = existing.otherVersionIds();
        if (!Canonical.sameMeaning(found, wanted)) {
            if (versions.size() >= MOST_VERSIONS - 1) {
                changes.add(new Change.DeletePolicyVersion(existing.arn(), versions.getFirst()));
                versions = versions.subList(1, versions.size());
            }
            var statements = Wording.statements(found, wanted);
            changes.add(new Change.CreatePolicyVersion(existing.arn(), wanted, allowsLess(found, wanted), statements));
            lines.add(new Difference(
                    "", "defaultVersion", existing.defaultVersionId(), "a version with the declared statements"));
            lines.addAll(statements);
            for (var version : versions) {
                changes.add(new Change.DeletePolicyVersion(existing.arn(), version));
            }
        } else {
            for (var version : versions.subList(0, Math.max(0, versions.size() - 1))) {
                changes.add(new Change.DeletePolicyVersion(existing.arn(), version));
            }
        }
        for (PrincipalRef principal : desired.policy().attachedTo()) {
            if (existing.policy().attachedTo().stream()
                    .noneMatch(one -> one.identity().equals(principal.identity()))) {
                lines.add(new Difference("", "attachment[" + principal.text() + "]", "detached", "attached"));
                changes.add(new Change.AttachPolicy(existing.arn(), principal));
            }
        }
        var tags = Tags.differences(existing.tags(), desired.tags());
        if (!tags.isEmpty()) {
            lines.addAll(tags);
            changes.add(new Change.TagPolicy(existing.arn(), desired.tags()));
        }
        return new Plan(changes, lines);
    }

    /** Coarse on purpose: whatever an Allow lost or a Deny won counts, since this only decides who goes first. */
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
