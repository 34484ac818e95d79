// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A REST API with its stages.
 *
 * @param isPrivate whether it is reached through VPC endpoints only, whose policies are not seen
 */
public record RestApi(String region, String id, String name, boolean isPrivate, List<Stage> stages) {

    /**
     * A stage as it is deployed.
     *
     * @param methods nothing where they are not known
     * @param unread why the methods are not known, a clause; null where they are
     * @param policy the resource policy; null where there is none
     * @param policyDeployed whether the policy is known to be the one that the stage was deployed with
     */
    public record Stage(
            String name,
            List<DeployedMethod> methods,
            @Nullable String unread,
            @Nullable Document policy,
            boolean policyDeployed) {

        public Stage {
            methods = List.copyOf(methods);
        }
    }

    public RestApi {
        stages = List.copyOf(stages);
    }

    /** The same API, of which only some stages count. */
    public RestApi withStages(List<Stage> others) {
        return new RestApi(region, id, name, isPrivate, others);
    }

    public Optional<Stage> stage(String name) {
        return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
    }
}
