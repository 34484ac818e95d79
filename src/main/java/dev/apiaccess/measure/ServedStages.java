// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.measure;

import dev.apiaccess.access.ApiPlace;
import dev.apiaccess.access.DeployedApi;
import dev.apiaccess.access.DeployedMethod;
import dev.apiaccess.access.Measure;
import dev.apiaccess.api.DeployedPolicyNote;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.world.StageMethods;
import dev.apiaccess.world.StagePolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stages as they are served, each worked out once for what was read of it. */
final class ServedStages {

    private static final String LATER = "is read with the next look at the account";

    private final Map<Key, Served> served = new ConcurrentHashMap<>();

    /** Two connections to one account may note and assume different things. */
    private record Key(ApiPlace place, String stage, List<DeployedPolicyNote> noted, boolean assumed) {}

    /**
     * What was read of a stage.
     *
     * @param methods null where they were not read
     * @param policy null where it was not read
     * @param trouble the right that is missing to read the rest; empty where none is
     */
    record Read(
            Optional<ListedApi> api,
            ShownStage shown,
            @Nullable StageMethods methods,
            @Nullable StagePolicy policy,
            List<DeployedPolicyNote> noted,
            boolean assumed,
            String trouble) {}

    /**
     * A stage to measure rules on.
     *
     * @param soon whether something is missing that the next look at the account reads
     */
    record Served(Read read, Measure.Stage stage, boolean soon) {}

    Served of(ApiPlace place, ApiStage stage, Read read) {
        return Objects.requireNonNull(served.compute(
                new Key(place, stage.stage(), read.noted(), read.assumed()),
                (_, known) -> known != null && known.read().equals(read) ? known : make(place, stage, read)));
    }

    /** Forgets stages that no account of these has. */
    void keepOnly(Set<String> accounts) {
        served.keySet().removeIf(key -> !accounts.contains(key.place().account()));
    }

    private static Served make(ApiPlace place, ApiStage stage, Read read) {
        var later = read.trouble().isEmpty();
        var methods = read.methods();
        var isRead =
                methods != null && methods.deploymentId().equals(read.shown().deploymentId());
        var isPolicyRead = read.policy() != null
                && read.policy().deploymentId().equals(read.shown().deploymentId())
                && read.policy().present().equals(read.api().flatMap(ListedApi::policy));
        var unread = unread(stage, read, isRead);
        var api = new DeployedApi(
                place.partition(),
                place.region(),
                place.account(),
                place.apiId(),
                stage.stage(),
                methods == null || !isRead ? List.of() : methods(methods),
                isPolicyRead && read.policy() != null
                        ? DeployedPolicies.of(
                                place,
                                read.policy().present(),
                                read.policy().exported(),
                                read.noted(),
                                read.shown().deploymentId(),
                                read.assumed())
                        : new Attached.Unreadable(
                                "the resource policy of the API", later ? "it " + LATER : read.trouble()),
                read.api().filter(ListedApi::isPrivate).isPresent()
                        ? new Attached.Unreadable(
                                "the policy of the VPC endpoint", "endpoints are not looked at: the API is private")
                        : null);
        return new Served(read, new Measure.Stage(api, unread), later && !(isRead && isPolicyRead));
    }

    private static String unread(ApiStage stage, Read read, boolean isRead) {
        if (read.shown().deploymentId().isEmpty()) {
            return "stage " + stage.stage() + " shows no deployment";
        }
        if (!isRead) {
            return "what stage " + stage.stage() + " serves "
                    + (read.trouble().isEmpty() ? LATER : "could not be read: " + read.trouble());
        }
        return read.shown()
                .canaryDeploymentId()
                .filter(canary -> !canary.equals(read.shown().deploymentId()))
                .map(_ -> "a part of the calls of stage " + stage.stage() + " meets a canary deployment")
                .orElse("");
    }

    private static List<DeployedMethod> methods(StageMethods read) {
        return read.methods().entrySet().stream()
                .map(one -> new DeployedMethod(
                        one.getKey().path(),
                        one.getKey().verb(),
                        one.getValue().authorization(),
                        one.getValue().keyRequired()))
                .sorted(Comparator.comparing(DeployedMethod::path).thenComparing(DeployedMethod::verb))
                .toList();
    }
}
