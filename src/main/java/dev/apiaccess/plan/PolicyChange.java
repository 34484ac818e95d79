// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A change of a managed policy, its versions, attachments and tags. */
public sealed interface PolicyChange extends Change {

    record CreatePolicy(ManagedPolicy policy, SortedMap<String, String> tags) implements PolicyChange {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public Operation operation() {
            return Operation.CREATE_POLICY;
        }

        @Override
        public String text() {
            return ChangeText.call(
                    "create policy " + policy.path() + policy.name(), ChangeText.statements(policy.document()));
        }

        @Override
        public Optional<String> content() {
            return sent(policy.document());
        }
    }

    /**
     * @param revokes whether the document allows less, or denies more, than the one in force
     * @param statements those that are added, removed or changed
     */
    record CreatePolicyVersion(String arn, PolicyDocument document, boolean revokes, List<Difference> statements)
            implements PolicyChange {
        @Override
        public Operation operation() {
            return Operation.CREATE_POLICY_VERSION;
        }

        @Override
        public String text() {
            return ChangeText.call("new default version of " + arn, statements);
        }

        @Override
        public Optional<String> content() {
            return sent(document);
        }
    }

    /** @param isHousekeeping whether it was left behind, and the policy needs no other change */
    record DeletePolicyVersion(String arn, String versionId, boolean isHousekeeping) implements PolicyChange {
        @Override
        public Operation operation() {
            return Operation.DELETE_POLICY_VERSION;
        }

        @Override
        public String text() {
            return "delete version " + versionId + " of " + arn;
        }
    }

    record DeletePolicy(String arn) implements PolicyChange {
        @Override
        public Operation operation() {
            return Operation.DELETE_POLICY;
        }

        @Override
        public boolean revokes() {
            return true;
        }

        @Override
        public boolean destroys() {
            return true;
        }

        @Override
        public String text() {
            return "delete policy " + arn;
        }
    }

    record AttachPolicy(String arn, PrincipalRef principal) implements PolicyChange {
        @Override
        public Operation operation() {
            return Operation.ATTACH_POLICY;
        }

        @Override
        public String text() {
            return "attach " + arn + " to " + principal.text();
        }

        @Override
        public Optional<String> content() {
            return Optional.of(arn + " " + principal.text());
        }
    }

    record DetachPolicy(String arn, PrincipalRef principal) implements PolicyChange {
        @Override
        public Operation operation() {
            return Operation.DETACH_POLICY;
        }

        @Override
        public boolean revokes() {
            return true;
        }

        @Override
        public boolean destroys() {
            return true;
        }

        @Override
        public String text() {
            return "detach " + arn + " from " + principal.text();
        }
    }

    /** Sets our tags; others stay. */
    record TagPolicy(String arn, SortedMap<String, String> tags) implements PolicyChange {
        @Override
        public Operation operation() {
            return Operation.TAG_POLICY;
        }

        @Override
        public String text() {
            return "tag " + arn;
        }

        @Override
        public Optional<String> content() {
            return Optional.of(tags.toString());
        }
    }

    private static Optional<String> sent(@Nullable PolicyDocument document) {
        return Optional.ofNullable(document).map(PolicyWriter::write);
    }
}
