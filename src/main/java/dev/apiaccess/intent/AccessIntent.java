// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.Effect;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.api.Verb;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an ApiAccessPolicy wants, with everything it refers to resolved; principals are as IAM spells them.
 *
 * @param stages those in which an Allow holds; where every stage is meant, those that exist
 * @param everyStage whether a Deny holds in every stage, also in one that does not exist yet
 */
public record AccessIntent(
        OwnerRef owner,
        String connection,
        Tenant tenant,
        String accountId,
        String partition,
        String region,
        RestApi api,
        List<String> stages,
        boolean everyStage,
        List<Grant> grants) {

    /**
     * One rule.
     *
     * @param conditions {@code when} of an Allow, {@code unless} of a Deny; null when it always holds
     */
    public record Grant(
            String rule,
            Effect effect,
            SortedSet<PrincipalRef> principals,
            List<Verb> verbs,
            List<String> paths,
            @Nullable Conditions conditions) {}

    /** Principals of all rules. */
    public SortedSet<PrincipalRef> principals() {
        var all = new TreeSet<PrincipalRef>();
        grants.forEach(grant -> all.addAll(grant.principals()));
        return all;
    }
}
