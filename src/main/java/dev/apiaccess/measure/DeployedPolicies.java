// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.measure;

import dev.apiaccess.access.ApiPlace;
import dev.apiaccess.api.DeployedPolicyNote;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.ShownStage;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The resource policy that a stage has deployed. What a stage exports counts as deployed where it says the same as the present policy of the
 * API, and as long as that one was not seen to change under the same deployments: whether an export has the deployed or the present policy
 * is not documented.
 */
public final class DeployedPolicies {

    private static final String NAME = "the resource policy of the API";
    private static final int DIGEST_LENGTH = 26;
    private static final int MOST_DEPLOYMENTS = 64;

    private DeployedPolicies() {}

    /**
     * The policy of a stage, null where there is none.
     *
     * @param present of the API
     * @param exported by the stage
     * @param noted of the API in status; empty before the first note
     * @param deployment that the stage shows
     * @param assumed whether what is exported is taken for deployed
     */
    static @Nullable Attached of(
            ApiPlace place,
            Optional<String> present,
            Optional<String> exported,
            List<DeployedPolicyNote> noted,
            String deployment,
            boolean assumed) {
        if (present.isEmpty() && exported.isEmpty()) {
            return null;
        }
        if (!assumed) {
            if (!place.isDeployed(exported, present)) {
                return new Attached.Unreadable(
                        NAME, "it was changed and not deployed since, as far as can be seen: deploy the API");
            }
            if (noted.stream()
                    .filter(note -> note.deploymentIds().contains(deployment))
                    .anyMatch(note -> !Optional.ofNullable(note.policyDigest()).equals(digest(present)))) {
                return new Attached.Unreadable(NAME, "it was changed since the API was deployed: deploy the API");
            }
        }
        return exported.map(text -> read(place, text)).orElse(null);
    }

    /**
     * What is noted of an API from now on: each deployment with the policy that the API had when it was first seen. A policy that changes under
     * the same deployment is not the deployed one.
     */
    static List<DeployedPolicyNote> note(
            ListedApi api, Collection<ShownStage> stages, List<DeployedPolicyNote> before) {
        var byDigest = new TreeMap<String, TreeSet<String>>();
        var now = digest(api.policy()).orElse("");
        for (var stage : stages) {
            var deployment = stage.deploymentId();
            if (!deployment.isEmpty()) {
                var digest = before.stream()
                        .filter(note -> note.deploymentIds().contains(deployment))
                        .map(note -> Objects.requireNonNullElse(note.policyDigest(), ""))
                        .findFirst()
                        .orElse(now);
                byDigest.computeIfAbsent(digest, _ -> new TreeSet<>()).add(deployment);
            }
        }
        return byDigest.entrySet().stream()
                .map(one -> new DeployedPolicyNote(
                        api.api().id(),
                        one.getKey().isEmpty() ? null : one.getKey(),
                        one.getValue().stream().limit(MOST_DEPLOYMENTS).toList()))
                .toList();
    }

    private static Optional<String> digest(Optional<String> policy) {
        return policy.map(text -> Digest.of(DIGEST_LENGTH, text));
    }

    private static Attached read(ApiPlace place, String text) {
        try {
            return Attached.of(NAME, place.resourcePolicy(text));
        } catch (PolicyFormatException e) {
            return new Attached.Unreadable(NAME, String.valueOf(e.getMessage()));
        }
    }
}
