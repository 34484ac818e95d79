// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UsagePlan;
import java.util.List;
import java.util.SortedMap;

/** One call that changes AWS. */
public sealed interface Change {

    Operation operation();

    /**
     * One line for the audit log and for a plan: what is done to what, and the fields that it changes in the words of
     * {@link Difference#text}. Never holds a key value.
     */
    String text();

    /** Whether it takes access away, so that it overtakes everything that gives some. */
    default boolean revokes() {
        return false;
    }

    /** Whether something is lost that only its owner may give up: ownership is proven once more right before. */
    default boolean destroys() {
        return false;
    }

    /** Whether another thing is made, which what may be ours could be already. */
    default boolean creates() {
        return false;
    }

    /** Whether nobody's access depends on it, so that it may wait for everything else. */
    default boolean isHousekeeping() {
        return false;
    }

    record CreatePolicy(ManagedPolicy policy, SortedMap<String, String> tags) implements Change {
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
            return Wording.call(
                    "create policy " + policy.path() + policy.name(), Wording.statements(policy.document()));
        }
    }

    /**
     * @param revokes whether the document allows less, or denies more, than the one in force
     * @param statements those that are added, removed or changed
     */
    record CreatePolicyVersion(String arn, PolicyDocument document, boolean revokes, List<Difference> statements)
            implements Change {
        @Override
        public Operation operation() {
            return Operation.CREATE_POLICY_VERSION;
        }

        @Override
        public String text() {
            return Wording.call("new default version of " + arn, statements);
        }
    }

    /** @param isHousekeeping whether it was left behind, and nothing else has to be done to the policy */
    record DeletePolicyVersion(String arn, String versionId, boolean isHousekeeping) implements Change {
        @Override
        public Operation operation() {
            return Operation.DELETE_POLICY_VERSION;
        }

        @Override
        public String text() {
            return "delete version " + versionId + " of " + arn;
        }
    }

    record DeletePolicy(String arn) implements Change {
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

    record AttachPolicy(String arn, PrincipalRef principal) implements Change {
        @Override
        public Operation operation() {
            return Operation.ATTACH_POLICY;
        }

        @Override
        public String text() {
            return "attach " + arn + " to " + principal.text();
        }
    }

    record DetachPolicy(String arn, PrincipalRef principal) implements Change {
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
    record TagPolicy(String arn, SortedMap<String, String> tags) implements Change {
        @Override
        public Operation operation() {
            return Operation.TAG_POLICY;
        }

        @Override
        public String text() {
            return "tag " + arn;
        }
    }

    /** Sets our tags; others stay. */
    record TagUsagePlan(String planId, SortedMap<String, String> tags) implements Change {
        @Override
        public Operation operation() {
            return Operation.TAG_RESOURCE;
        }

        @Override
        public String text() {
            return "tag usage plan " + planId;
        }
    }

    /**
     * Sets our tags; others stay.
     *
     * @param revokes whether the key bears none of them and something has to be taken from it, which is possible only after that
     * @param isHousekeeping whether the key bears none of them and nothing else has to be done to it
     */
    record TagApiKey(String keyId, SortedMap<String, String> tags, boolean revokes, boolean isHousekeeping)
            implements Change {
        @Override
        public Operation operation() {
            return Operation.TAG_RESOURCE;
        }

        @Override
        public String text() {
            return "tag API key " + keyId;
        }
    }

    record CreateUsagePlan(UsagePlan plan, SortedMap<String, String> tags) implements Change {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public Operation operation() {
            return Operation.CREATE_USAGE_PLAN;
        }

        @Override
        public String text() {
            return Wording.call("create usage plan " + plan.name(), Wording.limits(plan));
        }
    }

    /**
     * @param plan what the plan is afterwards
     * @param revokes whether a limit becomes tighter or a stage goes
     * @param fields those that change
     */
    record UpdateUsagePlan(
            String planId, UsagePlan plan, List<PatchOperation> operations, boolean revokes, List<Difference> fields)
            implements Change {
        @Override
        public Operation operation() {
            return Operation.UPDATE_USAGE_PLAN;
        }

        @Override
        public String text() {
            return Wording.call("update usage plan " + planId, fields);
        }
    }

    record DeleteUsagePlan(String planId) implements Change {
        @Override
        public Operation operation() {
            return Operation.DELETE_USAGE_PLAN;
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
            return "delete usage plan " + planId;
        }
    }

    record CreateApiKey(ApiKey key, KeptValue value, SortedMap<String, String> tags) implements Change {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public Operation operation() {
            return Operation.CREATE_API_KEY;
        }

        @Override
        public String text() {
            return "create API key " + key.name();
        }
    }

    /** The part of an import that makes one key and puts it into its plans. Its tags follow. */
    record ImportApiKey(ApiKey key) implements Change {
        @Override
        public Operation operation() {
            return Operation.IMPORT_API_KEYS;
        }

        @Override
        public String text() {
            return "import API key " + key.name() + " into usage plans " + String.join(", ", key.planIds());
        }
    }

    /**
     * @param key what the key is afterwards
     * @param fields those that change
     */
    record UpdateApiKey(
            String keyId, ApiKey key, List<PatchOperation> operations, boolean revokes, List<Difference> fields)
            implements Change {
        @Override
        public Operation operation() {
            return Operation.UPDATE_API_KEY;
        }

        @Override
        public String text() {
            return Wording.call("update API key " + keyId, fields);
        }
    }

    record DeleteApiKey(String keyId) implements Change {
        @Override
        public Operation operation() {
            return Operation.DELETE_API_KEY;
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
            return "delete API key " + keyId;
        }
    }

    /** Puts a key into a plan; in a plan for a key that is not there yet, {@code keyId} is {@link #NEW_KEY}. */
    record AddKeyToPlan(String planId, String keyId) implements Change {
        @Override
        public Operation operation() {
            return Operation.CREATE_USAGE_PLAN_KEY;
        }

        @Override
        public String text() {
            return "put API key " + keyId + " into usage plan " + planId;
        }
    }

    record RemoveKeyFromPlan(String planId, String keyId) implements Change {
        @Override
        public Operation operation() {
            return Operation.DELETE_USAGE_PLAN_KEY;
        }

        @Override
        public boolean revokes() {
            return true;
        }

        @Override
        public String text() {
            return "take API key " + keyId + " out of usage plan " + planId;
        }
    }

    /** Takes from what a key has left of a plan's quota in the period that runs; in no plan of ours, but before or after one. */
    record UpdateUsage(String planId, String keyId, long left) implements Change {
        @Override
        public Operation operation() {
            return Operation.UPDATE_USAGE;
        }

        @Override
        public String text() {
            return "leave API key " + keyId + " " + left + " of its quota in usage plan " + planId;
        }
    }

    /** Stands for the id that AWS will give. */
    String NEW_KEY = "(new)";
}
