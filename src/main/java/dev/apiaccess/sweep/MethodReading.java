// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.StageMethods;
import dev.apiaccess.world.World;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads which methods limited stages have deployed, and which of them take calls without an API key. A deployment never changes, so that is
 * one call for each new one, and none in between; deployments that no stage shows any more are forgotten. Nothing is written because of it,
 * so a failure spoils no listing.
 */
final class MethodReading {

    private final Accounts accounts;
    private final World world;
    private final Trouble trouble = new Trouble("which methods require an API key");

    MethodReading(Accounts accounts, World world) {
        this.accounts = accounts;
        this.world = world;
    }

    private record Deployment(String apiId, String id) {}

    /**
     * Reads these stages as the last listing shows them. A stage whose deployment cannot be read is unknown, since the deployment before is
     * no longer called.
     *
     * @return whether anything known changed
     */
    boolean read(Accounts.Account account, String region, Set<ApiStage> limited) throws InterruptedException {
        var listing = world.gateway(account.accountId(), region);
        var before = world.readings().methods(account.accountId(), region);
        if (listing.isEmpty() || (limited.isEmpty() && before.isEmpty())) {
            return false;
        }
        var reading = new Reading(account, region, before);
        var stages = new HashMap<ApiStage, StageMethods>();
        for (var stage : new TreeSet<>(limited)) {
            var shown = listing.get().stages().getOrDefault(stage.apiId(), Map.of());
            var deployment = shown.get(stage.stage());
            var methods = deployment == null || deployment.deploymentId().isEmpty()
                    ? null
                    : reading.of(new Deployment(stage.apiId(), deployment.deploymentId()));
            if (methods != null) {
                stages.put(stage, methods);
            }
        }
        trouble.tell(account.accountId() + " in " + region, reading.failure);
        if (before.isEmpty() && reading.brokenOff()) {
            // Statuses keep their content until the first reading.
            return false;
        }
        var now = new MethodSlice(account.accountId(), region, stages);
        world.readings().publish(now);
        return !Optional.of(now).equals(before);
    }

    /** One round over the stages, which ends early when AWS would refuse the rest too. */
    private final class Reading {

        private final Accounts.Account account;
        private final String region;
        private final Map<Deployment, StageMethods> known = new HashMap<>();
        private @Nullable AwsFailure failure;
        private boolean over;

        Reading(Accounts.Account account, String region, Optional<MethodSlice> before) {
            this.account = account;
            this.region = region;
            before.ifPresent(slice -> slice.stages()
                    .forEach((stage, methods) ->
                            known.put(new Deployment(stage.apiId(), methods.deploymentId()), methods)));
        }

        @Nullable
        StageMethods of(Deployment deployment) throws InterruptedException {
            if (!known.containsKey(deployment) && !over) {
                try {
                    ask(deployment).ifPresent(methods -> known.put(deployment, methods));
                } catch (AwsFailure refused) {
                    failure = refused;
                    over = Trouble.general(refused);
                }
            }
            return known.get(deployment);
        }

        /** Whether AWS stopped answering, which passes; a right that is missing does not. */
        boolean brokenOff() {
            return over && failure != null && failure.kind() != AwsFailure.Kind.ACCESS_DENIED;
        }

        private Optional<StageMethods> ask(Deployment deployment) throws InterruptedException {
            return accounts.call(
                            account,
                            region,
                            Operation.GET_DEPLOYMENT,
                            Caller.SWEEP,
                            () -> account.access().gateway(region).getDeployment(deployment.apiId(), deployment.id()))
                    .map(methods -> new StageMethods(deployment.id(), methods));
        }
    }
}
