// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import org.jspecify.annotations.Nullable;

/** Makes the one call of a change. */
final class Applier {

    private Applier() {}

    static Answer apply(AwsAccess access, UnitKey unit, Change change) {
        return switch (change) {
            case Change.CreatePolicy create -> {
                guard(create.policy().document(), unit);
                yield new Answer.NewPolicy(access.iam().createPolicy(create.policy(), create.tags()));
            }
            case Change.CreatePolicyVersion version -> {
                guard(version.document(), unit);
                yield new Answer.NewVersion(access.iam().createPolicyVersion(version.arn(), version.document()));
            }
            case Change.DeletePolicyVersion version ->
                done(() -> access.iam().deletePolicyVersion(version.arn(), version.versionId()));
            case Change.DeletePolicy delete -> done(() -> access.iam().deletePolicy(delete.arn()));
            case Change.AttachPolicy attach -> done(() -> access.iam().attachPolicy(attach.arn(), attach.principal()));
            case Change.DetachPolicy detach -> done(() -> access.iam().detachPolicy(detach.arn(), detach.principal()));
            case Change.TagPolicy tag -> done(() -> access.iam().tagPolicy(tag.arn(), tag.tags()));
            case Change.TagUsagePlan tag ->
                done(() -> access.gateway(unit.place().region()).tagUsagePlan(tag.planId(), tag.tags()));
            case Change.TagApiKey tag ->
                done(() -> access.gateway(unit.place().region()).tagApiKey(tag.keyId(), tag.tags()));
            case Change.CreateUsagePlan create ->
                new Answer.NewPlan(access.gateway(unit.place().region()).createUsagePlan(create.plan(), create.tags()));
            case Change.UpdateUsagePlan update ->
                done(() -> access.gateway(unit.place().region()).updateUsagePlan(update.planId(), update.operations()));
            case Change.DeleteUsagePlan delete ->
                done(() -> access.gateway(unit.place().region()).deleteUsagePlan(delete.planId()));
            case Change.CreateApiKey create ->
                new Answer.NewKey(access.gateway(unit.place().region())
                        .createApiKey(create.key(), create.value().read().orElseThrow(), create.tags()));
            case Change.ImportApiKey one -> throw new IllegalArgumentException(one.text() + " is no call of its own");
            case Change.UpdateApiKey update ->
                done(() -> access.gateway(unit.place().region()).updateApiKey(update.keyId(), update.operations()));
            case Change.DeleteApiKey delete ->
                done(() -> access.gateway(unit.place().region()).deleteApiKey(delete.keyId()));
            case Change.AddKeyToPlan add ->
                done(() -> access.gateway(unit.place().region()).createUsagePlanKey(add.planId(), add.keyId()));
            case Change.RemoveKeyFromPlan remove ->
                done(() -> access.gateway(unit.place().region()).deleteUsagePlanKey(remove.planId(), remove.keyId()));
            case Change.UpdateUsage update ->
                done(() -> access.gateway(unit.place().region())
                        .updateUsage(update.planId(), update.keyId(), update.left()));
        };
    }

    /** The last look before IAM gets a document: AWS cannot restrict what a document says, so we have to. */
    private static void guard(@Nullable PolicyDocument document, UnitKey unit) {
        if (document == null) {
            throw new IllegalStateException("no document to write for " + unit.text());
        }
        ExecuteApi.assertOnlyInvoke(document, unit.accountId());
    }

    private static Answer done(Runnable call) {
        call.run();
        return new Answer.Done();
    }
}
