// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.ManagedPolicy;
import dev.apiaccess.emulator.wire.PercentEncoding;
import dev.apiaccess.emulator.wire.Xml;
import java.util.Map;

/** How IAM's things look in answers. */
final class IamXml {
    private IamXml() {}

    static void policy(Xml x, ManagedPolicy policy, int attachments, int boundaries) {
        x.text("PolicyName", policy.name())
                .text("PolicyId", policy.id())
                .text("Arn", policy.arn())
                .text("Path", policy.path())
                .text("DefaultVersionId", policy.defaultVersion())
                .text("AttachmentCount", attachments)
                .text("PermissionsBoundaryUsageCount", boundaries)
                .text("IsAttachable", true)
                .text("CreateDate", policy.created())
                .text("UpdateDate", policy.updated());
    }

    static void description(Xml x, String description) {
        if (!description.isEmpty()) {
            x.text("Description", description);
        }
    }

    static void version(Xml x, ManagedPolicy policy, ManagedPolicy.Version version, boolean withDocument) {
        if (withDocument) {
            x.text("Document", PercentEncoding.encode(version.document()));
        }
        x.text("VersionId", version.id())
                .text("IsDefaultVersion", version.id().equals(policy.defaultVersion()))
                .text("CreateDate", version.created());
    }

    static void tags(Xml x, Map<String, String> tags) {
        x.list("Tags", tags.entrySet(), (t, tag) -> t.text("Key", tag.getKey()).text("Value", tag.getValue()));
    }

    static void entity(Xml x, Entity entity) {
        Entity.Kind kind = entity.kind();
        x.text("Path", entity.path())
                .text(kind.word() + "Name", entity.name())
                .text(kind.word() + "Id", entity.id())
                .text("Arn", entity.arn())
                .text("CreateDate", entity.created());
        String trust = entity.trust();
        if (trust != null) {
            x.text("AssumeRolePolicyDocument", PercentEncoding.encode(trust));
        }
    }

    /** The fields GetRole and GetUser have beyond the lists. */
    static void details(Xml x, Entity entity) {
        description(x, entity.description());
        if (entity.kind() == Entity.Kind.ROLE) {
            x.text("MaxSessionDuration", entity.maxSessionSeconds());
        }
        boundary(x, entity);
        if (!entity.tags().isEmpty()) {
            tags(x, entity.tags());
        }
    }

    static void boundary(Xml x, Entity entity) {
        String arn = entity.boundary();
        if (arn != null) {
            x.element(
                    "PermissionsBoundary",
                    b -> b.text("PermissionsBoundaryType", "Policy").text("PermissionsBoundaryArn", arn));
        }
    }

    static void attached(Xml x, String arn) {
        x.text("PolicyName", arn.substring(arn.lastIndexOf('/') + 1)).text("PolicyArn", arn);
    }
}
