// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.IamPort;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads one policy of ours. */
final class ManagedPolicyReader {

    private ManagedPolicyReader() {}

    /** The policy of a principal. */
    static Observed read(SingleRead read, UnitKey.PolicyUnit unit) throws InterruptedException {
        return read(read, unit, read.naming().policyName(unit.namespace(), unit.principal()));
    }

    /** The marker that claims the cluster id. */
    static Observed read(SingleRead read, UnitKey.ClaimUnit unit) throws InterruptedException {
        return read(read, unit, read.naming().claimName());
    }

    private static Observed read(SingleRead read, UnitKey unit, String name) throws InterruptedException {
        var naming = read.naming();
        var arn = naming.policyArn(read.account().partition(), unit.accountId(), name);
        var iam = read.account().access().iam();
        var head = read.call("", Operation.GET_POLICY, () -> iam.getPolicy(arn));
        if (head.isEmpty()) {
            return new Observed.Policy(Optional.empty());
        }
        var description = head.get().description();
        var ours = unit instanceof UnitKey.PolicyUnit policy
                ? naming.policyUnit(unit.accountId(), description)
                        .filter(found -> found.namespace().equals(policy.namespace())
                                // IAM ignores letter case, and a description cannot follow a role that is recreated.
                                && found.principal()
                                        .identity()
                                        .equals(policy.principal().identity()))
                        .isPresent()
                : naming.claimFingerprint(description).isPresent();
        if (!ours) {
            throw Strangers.described(arn, description);
        }
        if (unit instanceof UnitKey.PolicyUnit
                && !read.world().knows(unit, head.get().policyId())
                && !naming.ours(head.get().tags(), unit)) {
            return new Observed.Policy(Optional.empty(), List.of(unproven(naming, head.get())));
        }
        return new Observed.Policy(Optional.of(existing(read, head.get())));
    }

    /** Its document is not read: the policy is left alone. */
    private static ExistingPolicy unproven(Naming naming, IamPort.PolicyHead head) {
        return new ExistingPolicy(
                        head.arn(),
                        head.policyId(),
                        head.defaultVersionId(),
                        List.of(),
                        new ManagedPolicy(naming.policyPath(), name(head), head.description(), null, new TreeSet<>()))
                .withTags(head.tags());
    }

    private static String name(IamPort.PolicyHead head) {
        return head.arn().substring(head.arn().lastIndexOf('/') + 1);
    }

    private static ExistingPolicy existing(SingleRead read, IamPort.PolicyHead head) throws InterruptedException {
        var iam = read.account().access().iam();
        var version = head.defaultVersionId();
        var document = read.call("", Operation.GET_POLICY_VERSION, () -> iam.getPolicyVersion(head.arn(), version));
        var versions = read.call("", Operation.LIST_POLICY_VERSIONS, () -> iam.listPolicyVersions(head.arn()));
        var attached = read.all(
                "", Operation.LIST_ENTITIES_FOR_POLICY, marker -> iam.listEntitiesForPolicy(head.arn(), marker));
        return new ExistingPolicy(
                        head.arn(),
                        head.policyId(),
                        version,
                        versions.stream().filter(id -> !id.equals(version)).toList(),
                        new ManagedPolicy(
                                read.naming().policyPath(),
                                name(head),
                                head.description(),
                                document.orElse(null),
                                new TreeSet<PrincipalRef>(attached)))
                .withTags(head.tags());
    }
}
