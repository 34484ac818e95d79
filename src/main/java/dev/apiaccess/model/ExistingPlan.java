// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A usage plan as API Gateway holds it; names are not unique there, ids are.
 *
 * @param tags null when they were not read: bulk listings leave them out
 * @param proof what proves that it is ours, as far as is known
 */
public record ExistingPlan(
        String id, UsagePlan plan, @Nullable Map<String, String> tags, Proof proof) implements Existing<ExistingPlan> {

    public ExistingPlan {
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** A plan whose tags were not read. */
    public ExistingPlan(String id, UsagePlan plan) {
        this(id, plan, null, Proof.UNREAD);
    }

    @Override
    public ExistingPlan withTags(Map<String, String> next) {
        return new ExistingPlan(id, plan, next, proof);
    }

    @Override
    public ExistingPlan withProof(Proof next) {
        return new ExistingPlan(id, plan, tags, next);
    }

    public ExistingPlan withPlan(UsagePlan next) {
        return new ExistingPlan(id, next, tags, proof);
    }
}
