// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.exec.Applier.done;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.plan.PolicyChange;
import dev.apiaccess.port.IamPort;
import org.jspecify.annotations.Nullable;

/** The calls that change policies. */
final class PolicyCalls {

    private PolicyCalls() {}

    static Answer make(IamPort iam, UnitKey unit, PolicyChange change) {
        return switch (change) {
            case PolicyChange.CreatePolicy create -> {
                guard(create.policy().document(), unit);
                yield new Answer.Made(iam.createPolicy(create.policy(), create.tags()));
            }
            case PolicyChange.CreatePolicyVersion version -> {
                guard(version.document(), unit);
                yield new Answer.NewVersion(iam.createPolicyVersion(version.arn(), version.document()));
            }
            case PolicyChange.DeletePolicyVersion version ->
                done(() -> iam.deletePolicyVersion(version.arn(), version.versionId()));
            case PolicyChange.DeletePolicy delete -> done(() -> iam.deletePolicy(delete.arn()));
            case PolicyChange.AttachPolicy attach -> done(() -> iam.attachPolicy(attach.arn(), attach.principal()));
            case PolicyChange.DetachPolicy detach -> done(() -> iam.detachPolicy(detach.arn(), detach.principal()));
            case PolicyChange.TagPolicy tag -> done(() -> iam.tagPolicy(tag.arn(), tag.tags()));
        };
    }

    /** The last check before a document is sent to IAM: AWS cannot restrict its content, so we have to. */
    private static void guard(@Nullable PolicyDocument document, UnitKey unit) {
        if (document == null) {
            throw new IllegalStateException("no document to write for " + unit.text());
        }
        ExecuteApi.assertOnlyInvoke(document, unit.accountId());
    }
}
