// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Operation;
import dev.apiaccess.world.ExportSlice;
import dev.apiaccess.world.StagePolicy;
import dev.apiaccess.world.World;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the resource policies that stages have deployed: one export for each new deployment, and for each change of the API's own policy.
 * Nothing is written because of it, so a failure spoils no listing.
 */
final class ExportReading {

    private final Accounts accounts;
    private final World world;
    private final Trouble trouble = new Trouble("which resource policies are deployed");

    ExportReading(Accounts accounts, World world) {
        this.accounts = accounts;
        this.world = world;
    }

    private record Shown(ApiStage stage, String deploymentId, Optional<String> present) {}

    /**
     * Reads these stages as the last listing shows them.
     *
     * @return whether anything known changed
     */
    boolean read(Accounts.Account account, String region, Set<ApiStage> wanted) throws InterruptedException {
        var listing = world.gateway(account.accountId(), region);
        var before = world.readings().exports(account.accountId(), region);
        if (listing.isEmpty() || (wanted.isEmpty() && before.isEmpty())) {
            return false;
        }
        var known = new HashMap<Shown, StagePolicy>();
        before.ifPresent(slice -> slice.stages()
                .forEach((stage, policy) ->
                        known.put(new Shown(stage, policy.deploymentId(), policy.present()), policy)));
        var round = new Round<Shown, StagePolicy>(known, shown -> ask(account, region, shown));
        var stages = new HashMap<ApiStage, StagePolicy>();
        for (var stage : new TreeSet<>(wanted)) {
            var deployment = Optional.ofNullable(listing.get()
                            .stages()
                            .getOrDefault(stage.apiId(), Map.of())
                            .get(stage.stage()))
                    .filter(shown -> !shown.deploymentId().isEmpty());
            var policy = deployment.isEmpty()
                    ? null
                    : round.of(new Shown(
                            stage,
                            deployment.get().deploymentId(),
                            Optional.ofNullable(listing.get().shown().get(stage.apiId()))
                                    .flatMap(ListedApi::policy)));
            if (policy != null) {
                stages.put(stage, policy);
            }
        }
        trouble.tell(account.accountId() + " in " + region, round.failure());
        if (before.isEmpty() && round.brokenOff()) {
            // Statuses keep their content until the first reading.
            return false;
        }
        var now = new ExportSlice(
                account.accountId(),
                region,
                stages,
                round.missing("the operator has no apigateway:GET on /restapis/*/stages/*/exports/*"));
        world.readings().publish(now);
        return !Optional.of(now).equals(before);
    }

    private Optional<StagePolicy> ask(Accounts.Account account, String region, Shown shown)
            throws InterruptedException {
        return accounts.call(
                        account,
                        region,
                        Operation.GET_EXPORT,
                        Caller.SWEEP,
                        () -> account.access()
                                .gateway(region)
                                .getExport(shown.stage().apiId(), shown.stage().stage()))
                .map(export -> new StagePolicy(shown.deploymentId(), shown.present(), export.policy()));
    }
}
