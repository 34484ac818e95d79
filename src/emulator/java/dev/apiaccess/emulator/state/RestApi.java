// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A REST API.
 *
 * @param sequence order of creation within the region
 * @param policy the resource policy in plain JSON, null when there is none
 * @param resources by id, root first
 * @param authorizers by id
 * @param deployments by id, oldest first
 * @param stages by name
 * @param status whether a change of it is under way
 */
public record RestApi(
        String id,
        long sequence,
        String name,
        @Nullable String description,
        Instant created,
        @Nullable String policy,
        String apiKeySource,
        Endpoint endpoint,
        String rootId,
        Map<String, Resource> resources,
        Map<String, ApiAuthorizer> authorizers,
        Map<String, Deployment> deployments,
        Map<String, Stage> stages,
        Map<String, String> tags,
        Status status) {

    /**
     * Whether a change of an API is under way.
     *
     * @param code AVAILABLE, UPDATING, PENDING or FAILED
     * @param message what AWS says of it, null for nothing
     */
    public record Status(String code, @Nullable String message) {
        /** Nothing is under way. */
        public static final Status AVAILABLE = new Status("AVAILABLE", null);

        /** Whether changes have to wait. */
        public boolean changes() {
            return code.equals("UPDATING") || code.equals("PENDING");
        }
    }

    /** With a new or changed resource. */
    public RestApi with(Resource resource) {
        return copy(put(resources, resource.id(), resource), authorizers, deployments, stages, tags);
    }

    /** With a new deployment. */
    public RestApi with(Deployment deployment) {
        return copy(resources, authorizers, put(deployments, deployment.id(), deployment), stages, tags);
    }

    /** With a new or changed stage. */
    public RestApi with(Stage stage) {
        return copy(resources, authorizers, deployments, put(stages, stage.name(), stage), tags);
    }

    /** With other resources. */
    public RestApi withResources(Map<String, Resource> changed) {
        return copy(changed, authorizers, deployments, stages, tags);
    }

    /** With other authorizers. */
    public RestApi withAuthorizers(Map<String, ApiAuthorizer> changed) {
        return copy(resources, changed, deployments, stages, tags);
    }

    /** With other deployments. */
    public RestApi withDeployments(Map<String, Deployment> changed) {
        return copy(resources, authorizers, changed, stages, tags);
    }

    /** With other stages. */
    public RestApi withStages(Map<String, Stage> changed) {
        return copy(resources, authorizers, deployments, changed, tags);
    }

    /** With other tags. */
    public RestApi withTags(Map<String, String> changed) {
        return copy(resources, authorizers, deployments, stages, changed);
    }

    /** With other top-level fields. */
    public RestApi withFields(
            String newName,
            @Nullable String newDescription,
            @Nullable String newPolicy,
            String newKeySource,
            Endpoint newEndpoint) {
        return new RestApi(
                id,
                sequence,
                newName,
                newDescription,
                created,
                newPolicy,
                newKeySource,
                newEndpoint,
                rootId,
                resources,
                authorizers,
                deployments,
                stages,
                tags,
                status);
    }

    /** In another state. */
    public RestApi withStatus(Status other) {
        return new RestApi(
                id,
                sequence,
                name,
                description,
                created,
                policy,
                apiKeySource,
                endpoint,
                rootId,
                resources,
                authorizers,
                deployments,
                stages,
                tags,
                other);
    }

    private static <T> Map<String, T> put(Map<String, T> map, String key, T value) {
        Map<String, T> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    private RestApi copy(
            Map<String, Resource> newResources,
            Map<String, ApiAuthorizer> newAuthorizers,
            Map<String, Deployment> newDeployments,
            Map<String, Stage> newStages,
            Map<String, String> newTags) {
        return new RestApi(
                id,
                sequence,
                name,
                description,
                created,
                policy,
                apiKeySource,
                endpoint,
                rootId,
                newResources,
                newAuthorizers,
                newDeployments,
                newStages,
                newTags,
                status);
    }
}
