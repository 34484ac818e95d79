// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** An API as it was read, as the state that protection is planned on. */
public final class ApiStates {

    /** Regions by how they begin, where they are not of {@code aws}. */
    private static final Map<String, String> PARTITIONS = Map.of(
            "cn-", "aws-cn",
            "us-gov-", "aws-us-gov",
            "us-iso-", "aws-iso",
            "us-isob-", "aws-iso-b",
            "eu-isoe-", "aws-iso-e",
            "us-isof-", "aws-iso-f",
            "eusc-", "aws-eusc");

    /** Before the id of an authorizer of which no definition is known; no digest begins so. */
    private static final String UNREAD = "#";

    private ApiStates() {}

    /** An API by its unit; its partition follows from the region. */
    public static FenceStatements.Place place(String account, String region, String apiId) {
        var partition = PARTITIONS.entrySet().stream()
                .filter(one -> region.startsWith(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("aws");
        return new FenceStatements.Place(partition, region, account, apiId, new TreeSet<>());
    }

    /**
     * The state of an API.
     *
     * @param place of which the stages do not count
     * @param mark of the object whose statements are ours; empty: of any object
     */
    public static ApiState of(ExistingApi api, FenceStatements.Place place, String mark) {
        var document = ResourceDocument.of(api.listed().policy(), place, mark);
        var methods = new TreeMap<MethodKey, MethodState>();
        api.methods().forEach((key, method) -> methods.put(key, state(method, api)));
        var present = new Configuration(methods, document.foreign(), document.ours());
        var made = made(api);
        var deployments = new TreeMap<String, Configuration>();
        api.deployments().forEach((id, deployed) -> {
            var policy = ResourceDocument.of(deployed.policy(), place, mark);
            // What was made of the present configuration has its authorizers; its policy is exported with a stage only.
            var isMade = id.equals(made);
            var isHidden = isMade && deployed.policy().isEmpty() && !isShown(api, id);
            deployments.put(
                    id,
                    new Configuration(
                            methods(deployed, isMade ? methods : new TreeMap<>()),
                            isHidden ? document.foreign() : policy.foreign(),
                            isHidden ? document.ours() : policy.ours()));
        });
        var stages = new TreeMap<String, String>();
        var canaries = new TreeMap<String, String>();
        api.stages().forEach((name, stage) -> {
            if (!stage.deploymentId().isEmpty()) {
                stages.put(name, stage.deploymentId());
            }
            stage.canaryDeploymentId().ifPresent(canary -> canaries.put(name, canary));
        });
        return new ApiState(present, deployments, stages, made, canaries);
    }

    /**
     * The same with what is noted of a deployment that stages may be rolled back to. Of others that no stage shows nothing is needed.
     *
     * @param rollback id of the deployment; empty where nobody asks for a rollback
     */
    public static ApiState of(ExistingApi api, FenceStatements.Place place, String mark, String rollback) {
        if (rollback.isEmpty()) {
            return of(api, place, mark);
        }
        var noted = api.exports().deployments();
        var offered = api.made().stream()
                .map(MadeDeployment::id)
                .filter(noted::containsKey)
                .toList();
        var deployments = new TreeMap<>(api.deployments());
        if (offered.contains(rollback)) {
            deployments.putIfAbsent(rollback, Objects.requireNonNull(noted.get(rollback)));
        }
        return of(api.withDeployments(deployments, api.made()), place, mark).offering(offered);
    }

    /** The deployment that has the present configuration; empty where it has to be made. */
    private static String made(ExistingApi api) {
        return api.made().stream()
                .findFirst()
                .filter(made -> made.id().equals(api.newest())
                        && made.digest().equals(api.digest())
                        && api.deployments().containsKey(made.id()))
                .map(made -> made.id())
                .orElse("");
    }

    private static boolean isShown(ExistingApi api, String deployment) {
        return api.stages().values().stream()
                .anyMatch(stage -> stage.deploymentId().equals(deployment)
                        || stage.canaryDeploymentId().filter(deployment::equals).isPresent());
    }

    private static MethodState state(ConfiguredMethod method, ExistingApi api) {
        return new MethodState(method.authorization(), authorizer(method, api), method.keyRequired());
    }

    /** One that was not read is only like itself. */
    private static String authorizer(ConfiguredMethod method, ExistingApi api) {
        if (method.authorizerId().isEmpty()) {
            return "";
        }
        var read = api.authorizers().get(method.authorizerId());
        return MethodState.content(
                read == null
                        ? UNREAD + method.authorizerId()
                        : read.definition().digest(),
                method.scopes());
    }

    /** @param known methods whose authorizers the deployment has */
    private static SortedMap<MethodKey, MethodState> methods(
            DeployedApi deployed, SortedMap<MethodKey, MethodState> known) {
        var methods = new TreeMap<MethodKey, MethodState>();
        deployed.methods().forEach((key, method) -> {
            var read = deployed.authorizers().get(key);
            var like = known.get(key);
            var made = like != null && like.authorization().equals(method.authorization()) ? like.authorizer() : "";
            var authorizer = read == null ? made : MethodState.content(read.definition(), read.scopes());
            var isAsked = new MethodState(method.authorization(), authorizer, false).hasAuthorizer();
            methods.put(key, new MethodState(method.authorization(), isAsked ? authorizer : "", method.keyRequired()));
        });
        return methods;
    }
}
