// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.measure;

import dev.apiaccess.api.DeployedPolicyNote;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resource policy that a stage has deployed. What a stage exports counts as deployed where it says the same as the present policy of the
 * API, and as long as that one was not seen to change under the same deployments: whether an export has the deployed or the present policy
 * is not documented.
 */
public final class DeployedPolicies {

    private static final String NAME = "the resource policy of the API";
    private static final int DIGEST_LENGTH = 26;

    private DeployedPolicies() {}

    /** Where an API is, for what its documents leave out. */
    record Place(String partition, String region, String account, String apiId) {}

    /**
     * The policy, null where there is none.
     *
     * @param present of the API
     * @param exported by the stage
     * @param noted of the API in status, null before the first note
     * @param deployments that the stages of the API show
     * @param assumed whether what is exported is taken for deployed
     */
    static @Nullable Attached of(
            Place place,
            Optional<String> present,
            Optional<String> exported,
            @Nullable DeployedPolicyNote noted,
            Collection<String> deployments,
            boolean assumed) {
        if (present.isEmpty() && exported.isEmpty()) {
            return null;
        }
        if (!assumed) {
            if (!said(place, present).equals(said(place, exported))) {
                return new Attached.Unreadable(
                        NAME, "it was changed and not deployed since, as far as can be seen: deploy the API");
            }
            if (noted != null
                    && noted.deploymentIds().equals(sorted(deployments))
                    && !Optional.ofNullable(noted.policyDigest()).equals(digest(present))) {
                return new Attached.Unreadable(NAME, "it was changed since the API was deployed: deploy the API");
            }
        }
        return exported.map(text -> read(place, text)).orElse(null);
    }

    /** What is noted of an API from now on. */
    public static DeployedPolicyNote note(
            RestApi api, Optional<String> present, Collection<ShownStage> stages, Optional<DeployedPolicyNote> before) {
        var deployments = sorted(stages.stream().map(ShownStage::deploymentId).toList());
        // A policy that changes under the same deployments is not the deployed one.
        return before.filter(noted -> noted.deploymentIds().equals(deployments))
                .orElseGet(
                        () -> new DeployedPolicyNote(api.id(), digest(present).orElse(null), deployments));
    }

    static List<String> sorted(Collection<String> deployments) {
        return deployments.stream()
                .filter(id -> !id.isEmpty())
                .distinct()
                .sorted()
                .limit(64)
                .toList();
    }

    private static Optional<String> digest(Optional<String> policy) {
        return policy.map(text -> Digest.of(DIGEST_LENGTH, text));
    }

    private static Attached read(Place place, String text) {
        try {
            return Attached.of(NAME, expanded(place, text));
        } catch (PolicyFormatException e) {
            return new Attached.Unreadable(NAME, String.valueOf(e.getMessage()));
        }
    }

    /** What a document says, whatever its form; a text that is no policy says itself. */
    private static String said(Place place, Optional<String> document) {
        try {
            return document.map(text -> PolicyWriter.write(Canonical.of(expanded(place, text))))
                    .orElse("");
        } catch (PolicyFormatException _) {
            return document.orElse("");
        }
    }

    private static PolicyDocument expanded(Place place, String text) {
        return ExecuteApi.expand(
                PolicyReader.readForeign(text, PolicyKind.ANY),
                place.partition(),
                place.region(),
                place.account(),
                place.apiId());
    }
}
