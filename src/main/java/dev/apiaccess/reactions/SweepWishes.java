// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.NamedPrincipals;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.snapshot.WantedStages;
import dev.apiaccess.status.LimitLook;
import dev.apiaccess.status.PolicyLook;
import dev.apiaccess.sweep.Sweeper;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What objects need to know of AWS beyond what every sweep reads. */
public final class SweepWishes implements Sweeper.Wishes {

    private final ObjectStore objects;
    private final WantedStages stages;
    private final Snapshots snapshots;
    private final KindHandlings kinds;

    public SweepWishes(ObjectStore objects, WantedStages stages, Snapshots snapshots, KindHandlings kinds) {
        this.objects = objects;
        this.stages = stages;
        this.snapshots = snapshots;
        this.kinds = kinds;
    }

    /** Units that the objects of an account's connections have or will have. */
    @Override
    public List<UnitKey> units(String accountId) {
        var regions = new HashMap<String, List<String>>();
        for (var connection : objects.connections()) {
            if (connection.getSpec().accountId().equals(accountId)) {
                regions.put(
                        connection.getMetadata().getName(), connection.getSpec().regions());
            }
        }
        return kinds.all().stream()
                .flatMap(kind -> units(kind, accountId, regions))
                .toList();
    }

    private <P extends CustomResource<?, ? extends CommonStatus>> Stream<UnitKey> units(
            KindHandling<P> kind, String accountId, Map<String, List<String>> regions) {
        return objects.list(kind.type()).stream()
                .flatMap(object -> bindings(object.getStatus(), regions).stream()
                        .flatMap(region -> kind.unit().apply(object, new Place(accountId, region)).stream()));
    }

    private static List<String> bindings(@Nullable CommonStatus status, Map<String, List<String>> regions) {
        return status instanceof ObjectStatus object && object.connection() != null
                ? regions.getOrDefault(object.connection(), List.of())
                : List.of();
    }

    @Override
    public Set<String> apis(String accountId, String region) {
        return stages.in(accountId, region);
    }

    /** Stages of rate limits, and those in which policies hold. */
    @Override
    public Set<ApiStage> stages(String accountId, String region) {
        var snapshot = snapshots.take();
        return Stream.concat(
                        objects.limits().stream()
                                .flatMap(limit -> LimitLook.stages(limit, accountId, region, snapshot)),
                        granted(accountId, region, snapshot))
                .collect(Collectors.toSet());
    }

    @Override
    public Set<ApiStage> granted(String accountId, String region) {
        return granted(accountId, region, snapshots.take()).collect(Collectors.toSet());
    }

    private Stream<ApiStage> granted(String accountId, String region, Snapshot snapshot) {
        return objects.policies().stream().flatMap(policy -> PolicyLook.stages(policy, accountId, region, snapshot));
    }

    /** Those of all policies, whatever account they are meant in: names that an account does not have are none of its principals. */
    @Override
    public Set<String> principals(String accountId) {
        return objects.policies().stream()
                .flatMap(policy -> policy.getSpec().rules().stream())
                .flatMap(rule -> rule.principals().stream())
                .flatMap(name -> NamedPrincipals.identity(name).stream())
                .collect(Collectors.toSet());
    }
}
