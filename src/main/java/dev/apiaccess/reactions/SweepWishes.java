// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.DeploymentArchive;
import dev.apiaccess.snapshot.ObjectStore;
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
    private final Protections protections;
    private final DeploymentArchive archive;

    /** Which APIs objects protect, as of now. */
    public interface Protections {

        /** No object protects anything. */
        Protections NONE = new Protections() {
            @Override
            public Set<String> apis(String accountId, String region) {
                return Set.of();
            }

            @Override
            public boolean logs(String accountId, String region) {
                return false;
            }

            @Override
            public Map<String, Set<String>> authorizers(String accountId, String region) {
                return Map.of();
            }

            @Override
            public boolean alarms(String accountId, String region) {
                return false;
            }
        };

        /** Ids of the APIs of an account and region that an object protects, or protected until it is gone. */
        Set<String> apis(String accountId, String region);

        /** Whether one of these objects wants logs to be written. */
        boolean logs(String accountId, String region);

        /** By id of an API, names of the authorizers that these objects have or name there; without APIs of which none does. */
        Map<String, Set<String>> authorizers(String accountId, String region);

        /** Whether one of these objects wants alarms, or had some. */
        boolean alarms(String accountId, String region);
    }

    public SweepWishes(ObjectStore objects, WantedStages stages, Snapshots snapshots, KindHandlings kinds) {
        this(objects, stages, snapshots, kinds, Protections.NONE, DeploymentArchive.NONE);
    }

    public SweepWishes(
            ObjectStore objects,
            WantedStages stages,
            Snapshots snapshots,
            KindHandlings kinds,
            Protections protections,
            DeploymentArchive archive) {
        this.archive = archive;
        this.protections = protections;
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

    @Override
    public Set<ApiStage> limited(String accountId, String region) {
        var snapshot = snapshots.take();
        return objects.limits().stream()
                .flatMap(limit -> LimitLook.stages(limit, accountId, region, snapshot))
                .collect(Collectors.toSet());
    }

    @Override
    public Set<ApiStage> granted(String accountId, String region) {
        var snapshot = snapshots.take();
        return policies(accountId)
                .flatMap(policy -> PolicyLook.stages(policy, accountId, region, snapshot))
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> protectedApis(String accountId, String region) {
        return protections.apis(accountId, region);
    }

    @Override
    public DeploymentArchive archive() {
        return archive;
    }

    @Override
    public boolean logs(String accountId, String region) {
        return protections.logs(accountId, region);
    }

    @Override
    public Map<String, Set<String>> authorizers(String accountId, String region) {
        return protections.authorizers(accountId, region);
    }

    @Override
    public boolean alarms(String accountId, String region) {
        return protections.alarms(accountId, region);
    }

    /**
     * Policies that are bound to a connection of an account: what nobody looked at yet has nothing there. All accounts ask at the same time, and
     * each is to work out what is its own.
     */
    private Stream<ApiAccessPolicy> policies(String accountId) {
        var names = objects.connections().stream()
                .filter(connection -> connection.getSpec().accountId().equals(accountId))
                .map(connection -> connection.getMetadata().getName())
                .collect(Collectors.toSet());
        return objects.policies().stream()
                .filter(policy -> policy.getStatus() != null
                        && policy.getStatus().connection() != null
                        && names.contains(policy.getStatus().connection()));
    }

    @Override
    public Set<String> principals(String accountId) {
        var snapshot = snapshots.take();
        return policies(accountId)
                .flatMap(policy -> PolicyLook.principals(policy, accountId, snapshot))
                .collect(Collectors.toSet());
    }
}
