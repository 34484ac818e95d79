// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.sweep.ApiReading;
import dev.apiaccess.sweep.AuthorizerReading;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads one REST API with what its stages have deployed. */
final class RestApiReader {

    private RestApiReader() {}

    /**
     * @param desired what comes next may be about authorizers that no method has
     * @param known of which deployments that stages show are not read again
     */
    static Observed read(SingleRead read, UnitKey.RestApiUnit unit, Desired desired, Observed.Api known)
            throws InterruptedException {
        var authorizers = known.first().<Map<String, ExistingAuthorizer>>map(ExistingApi::authorizers);
        return new Observed.Api(new ApiReading(read.accounts(), read.naming())
                        .read(
                                read.account(),
                                unit,
                                read.caller(),
                                known.first().map(RestApiReader::shown),
                                AuthorizerReading.Quest.of(
                                        makes(desired, known) || isUnread(known), authorizers.orElse(Map.of())))
                        .stream()
                        .toList());
    }

    /** What could not be read is not taken for nothing. */
    private static boolean isUnread(Observed.Api known) {
        return known.first().filter(ExistingApi::unreadAuthorizers).isPresent();
    }

    private static boolean makes(Desired desired, Observed known) {
        return Planner.plan(desired, known).changes().stream()
                .anyMatch(change -> change instanceof RestApiChange.CreateAuthorizer
                        || change instanceof RestApiChange.RemoveAuthorizer);
    }

    /**
     * Without what no stage shows: of the last deployment of ours it is only believed what it has, until a read after it finds the
     * configuration as it was before.
     */
    private static ExistingApi shown(ExistingApi api) {
        Set<String> shown = new HashSet<>();
        api.stages().values().forEach(stage -> {
            shown.add(stage.deploymentId());
            stage.canaryDeploymentId().ifPresent(shown::add);
        });
        var deployments = new TreeMap<>(api.deployments());
        deployments.keySet().retainAll(shown);
        return api.withDeployments(deployments, api.made());
    }
}
