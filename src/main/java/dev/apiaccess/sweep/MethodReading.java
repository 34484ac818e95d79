// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Operation;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.StageMethods;
import dev.apiaccess.world.World;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads which methods stages have deployed, and how they are called. A deployment never changes, so that is
 * one call for each new one, and none in between; deployments that no stage shows any more are forgotten. Nothing is written because of it,
 * so a failure spoils no listing.
 */
final class MethodReading {

    private final Accounts accounts;
    private final World world;
    private final Trouble trouble = new Trouble("which methods are deployed");

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
    boolean read(Accounts.Account account, String region, Set<ApiStage> wanted) throws InterruptedException {
        var listing = world.gateway(account.accountId(), region);
        var before = world.readings().methods(account.accountId(), region);
        if (listing.isEmpty() || (wanted.isEmpty() && before.isEmpty())) {
            return false;
        }
        var known = new HashMap<Deployment, StageMethods>();
        before.ifPresent(slice -> slice.stages()
                .forEach(
                        (stage, methods) -> known.put(new Deployment(stage.apiId(), methods.deploymentId()), methods)));
        var round = new Round<Deployment, StageMethods>(known, deployment -> ask(account, region, deployment));
        var stages = new HashMap<ApiStage, StageMethods>();
        for (var stage : new TreeSet<>(wanted)) {
            var shown = listing.get().stages().getOrDefault(stage.apiId(), Map.of());
            var deployment = shown.get(stage.stage());
            var methods = deployment == null || deployment.deploymentId().isEmpty()
                    ? null
                    : round.of(new Deployment(stage.apiId(), deployment.deploymentId()));
            if (methods != null) {
                stages.put(stage, methods);
            }
        }
        trouble.tell(account.accountId() + " in " + region, round.failure());
        if (before.isEmpty() && round.brokenOff()) {
            // Statuses keep their content until the first reading.
            return false;
        }
        var now = new MethodSlice(
                account.accountId(),
                region,
                stages,
                round.missing("the operator has no apigateway:GET on /restapis/*/deployments/*"));
        world.readings().publish(now);
        return !Optional.of(now).equals(before);
    }

    private Optional<StageMethods> ask(Accounts.Account account, String region, Deployment deployment)
            throws InterruptedException {
        return accounts.call(
                        account,
                        region,
                        Operation.GET_DEPLOYMENT,
                        Caller.SWEEP,
                        () -> account.access().gateway(region).getDeployment(deployment.apiId(), deployment.id()))
                .map(methods -> new StageMethods(deployment.id(), methods));
    }
}
