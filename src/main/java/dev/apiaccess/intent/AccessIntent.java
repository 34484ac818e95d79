// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.api.Verb;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an ApiAccessPolicy wants, with every reference resolved; principals are spelled as in IAM. What AWS does not have is named all
 * the same and leaves out only its own part.
 *
 * @param stages those in which an Allow holds; where every stage is meant, those that exist
 * @param everyStage whether a Deny holds in every stage, also in one that does not exist yet
 * @param missingPrincipals principals of rules that do not exist, or cannot have a policy now
 * @param missingStages stages that the API does not have: a Deny names them too, an Allow does not
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
        List<Grant> grants,
        SortedMap<PrincipalRef, LeftOut> missingPrincipals,
        SortedMap<String, LeftOut> missingStages) {

    /**
     * One rule.
     *
     * @param conditions {@code when} of an Allow, {@code unless} of a Deny; null when it always holds
     */
    public record Grant(
            String rule,
            RuleEffect effect,
            SortedSet<PrincipalRef> principals,
            List<Verb> verbs,
            List<String> paths,
            @Nullable Conditions conditions) {}

    /** The same intent as if no stage were missing. */
    public AccessIntent whole() {
        return missingStages.isEmpty()
                ? this
                : new AccessIntent(
                        owner,
                        connection,
                        tenant,
                        accountId,
                        partition,
                        region,
                        api,
                        stages(RuleEffect.Deny),
                        everyStage,
                        grants,
                        missingPrincipals,
                        new TreeMap<>());
    }

    /** Why a principal is left out; empty when it is there. */
    public Optional<LeftOut> missing(PrincipalRef principal) {
        return missingPrincipals.entrySet().stream()
                .filter(one -> one.getKey().identity().equals(principal.identity()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The stages that a rule with this effect names. */
    public List<String> stages(RuleEffect effect) {
        return effect == RuleEffect.Allow || missingStages.isEmpty()
                ? stages
                : Stream.concat(stages.stream(), missingStages.keySet().stream())
                        .sorted()
                        .toList();
    }

    /** Principals of all rules, including missing ones. */
    public SortedSet<PrincipalRef> principals() {
        var all = new TreeSet<PrincipalRef>();
        grants.forEach(grant -> all.addAll(grant.principals()));
        return all;
    }
}
