// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.UsagePlan;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A change of a usage plan. */
public sealed interface UsagePlanChange extends Change {

    /** Sets our tags; others stay. */
    record TagUsagePlan(String planId, SortedMap<String, String> tags) implements UsagePlanChange {
        @Override
        public Operation operation() {
            return Operation.TAG_RESOURCE;
        }

        @Override
        public String text() {
            return "tag usage plan " + planId;
        }

        @Override
        public Optional<String> content() {
            return Optional.of(tags.toString());
        }
    }

    record CreateUsagePlan(UsagePlan plan, SortedMap<String, String> tags) implements UsagePlanChange {
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
            return ChangeText.call("create usage plan " + plan.name(), ChangeText.limits(plan));
        }

        @Override
        public Optional<String> content() {
            return Optional.of(plan.toString());
        }
    }

    /**
     * @param plan what the plan is afterwards
     * @param revokes whether a limit becomes tighter or a stage goes
     * @param fields those that change
     */
    record UpdateUsagePlan(
            String planId, UsagePlan plan, List<PatchOperation> operations, boolean revokes, List<Difference> fields)
            implements UsagePlanChange {
        @Override
        public Operation operation() {
            return Operation.UPDATE_USAGE_PLAN;
        }

        @Override
        public String text() {
            return ChangeText.call("update usage plan " + planId, fields);
        }

        @Override
        public Optional<String> content() {
            return Optional.of(plan.toString());
        }
    }

    record DeleteUsagePlan(String planId) implements UsagePlanChange {
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
}
