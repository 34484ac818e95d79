// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A REST API with its stages.
 *
 * @param isPrivate whether it is reached through VPC endpoints only, whose policies are not seen
 * @param endpoint whether it is reached under execute-api; else by domain names of its own only
 * @param keyByAuthorizer whether an authorizer gives the API key of a call, and not the call itself
 */
public record RestApi(
        String region,
        String id,
        String name,
        boolean isPrivate,
        boolean endpoint,
        boolean keyByAuthorizer,
        List<Stage> stages) {

    /**
     * A stage as it is deployed.
     *
     * @param methods nothing where they are not known
     * @param unread why the methods are not known, a clause; null where they are
     * @param policy the resource policy; null where there is none
     * @param policyDeployed whether the policy is known to be the one that the stage was deployed with
     * @param canary what a part of the calls meets instead; null where the stage has no canary
     * @param webAcl ARN of the web ACL in front of it, whose rules are not seen; null where it has none
     */
    public record Stage(
            String name,
            List<DeployedMethod> methods,
            @Nullable String unread,
            @Nullable Document policy,
            boolean policyDeployed,
            @Nullable List<DeployedMethod> canary,
            @Nullable String webAcl) {

        public Stage {
            methods = List.copyOf(methods);
            canary = canary == null ? null : List.copyOf(canary);
        }

        /** A stage with neither canary nor web ACL. */
        public Stage(
                String name,
                List<DeployedMethod> methods,
                @Nullable String unread,
                @Nullable Document policy,
                boolean policyDeployed) {
            this(name, methods, unread, policy, policyDeployed, null, null);
        }
    }

    public RestApi {
        stages = List.copyOf(stages);
    }

    /** An API as most are: with the default endpoint, and with keys that calls bear. */
    public RestApi(String region, String id, String name, boolean isPrivate, List<Stage> stages) {
        this(region, id, name, isPrivate, true, false, stages);
    }

    /** The same API, of which only some stages count. */
    public RestApi withStages(List<Stage> others) {
        return new RestApi(region, id, name, isPrivate, endpoint, keyByAuthorizer, others);
    }

    public Optional<Stage> stage(String name) {
        return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
    }
}
