// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a change makes of a thing, as a digest: the same content has the same one, and key values are no part of it. */
public final class Content {

    private Content() {}

    /** SHA-256 in hexadecimal; of a policy it is that of the document as it is sent. Empty where a change only takes away. */
    public static Optional<String> digest(Change change) {
        return text(change).map(Digest::sha256);
    }

    private static Optional<String> text(Change change) {
        return switch (change) {
            case Change.CreatePolicy create -> document(create.policy().document());
            case Change.CreatePolicyVersion version -> document(version.document());
            case Change.AttachPolicy attach ->
                Optional.of(attach.arn() + " " + attach.principal().text());
            case Change.TagPolicy tag -> Optional.of(tag.tags().toString());
            case Change.TagUsagePlan tag -> Optional.of(tag.tags().toString());
            case Change.TagApiKey tag -> Optional.of(tag.tags().toString());
            case Change.CreateUsagePlan create -> Optional.of(create.plan().toString());
            case Change.UpdateUsagePlan update -> Optional.of(update.plan().toString());
            case Change.CreateApiKey create -> Optional.of(create.key().toString());
            case Change.ImportApiKey one -> Optional.of(one.key().toString());
            case Change.UpdateApiKey update -> Optional.of(update.key().toString());
            case Change.AddKeyToPlan add -> Optional.of(add.planId() + " " + add.keyId());
            case Change.UpdateUsage update -> Optional.of(update.planId() + " " + update.keyId() + " " + update.left());
            case Change.DeletePolicyVersion _,
                    Change.DeletePolicy _,
                    Change.DetachPolicy _,
                    Change.DeleteUsagePlan _,
                    Change.DeleteApiKey _,
                    Change.RemoveKeyFromPlan _ -> Optional.empty();
        };
    }

    private static Optional<String> document(@Nullable PolicyDocument document) {
        return Optional.ofNullable(document).map(PolicyWriter::write);
    }
}
