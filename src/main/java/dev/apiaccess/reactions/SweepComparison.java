// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.status.ObjectLooks;
import dev.apiaccess.status.QuotaWarning;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the objects to reconcile after something was read. Everything is compared anew each time, so nothing missed once stays missed. */
public final class SweepComparison {

    private static final Logger LOG = LoggerFactory.getLogger(SweepComparison.class);

    private final ObjectStore objects;
    private final Snapshots snapshots;
    private final KindHandlings kinds;
    private final ObjectLooks looks;
    private final World world;

    public SweepComparison(
            ObjectStore objects, Snapshots snapshots, KindHandlings kinds, ObjectLooks looks, World world) {
        this.objects = objects;
        this.snapshots = snapshots;
        this.kinds = kinds;
        this.looks = looks;
        this.world = world;
    }

    /** Those of the listed account, and those not bound to a connection yet. */
    List<HasMetadata> due(String accountId) {
        var woken = new ArrayList<HasMetadata>();
        if (objects.complete()) {
            var elsewhere = elsewhere(accountId);
            // One view for all of them: what many share is computed once.
            var shared = snapshots.take();
            kinds.all().forEach(kind -> compare(kind, elsewhere, shared, woken));
        }
        return woken;
    }

    private <P extends CustomResource<?, ? extends CommonStatus>> void compare(
            KindHandling<P> kind, Set<String> elsewhere, Snapshot shared, List<HasMetadata> woken) {
        var here = objects.list(kind.type()).stream().filter(object -> !bound(object, elsewhere));
        switch (kind.view()) {
            case SHARED -> here.forEach(object -> compare(kind, object, shared, woken));
            case OF_NAMESPACE ->
                here.collect(Collectors.groupingBy(one -> one.getMetadata().getNamespace()))
                        .values()
                        .forEach(together -> {
                            var view = snapshots.take();
                            together.forEach(object -> compare(kind, object, view, woken));
                        });
        }
    }

    private static <P extends CustomResource<?, ? extends CommonStatus>> void compare(
            KindHandling<P> kind, P object, Snapshot view, List<HasMetadata> woken) {
        collect(
                object,
                woken,
                () -> object.isMarkedForDeletion() || kind.needsLook().test(object, view));
    }

    /** Grants of an account whose status differs from the quota usage read. */
    List<HasMetadata> quotaTurned(String accountId) {
        var woken = new ArrayList<HasMetadata>();
        if (!objects.complete()) {
            return woken;
        }
        var elsewhere = elsewhere(accountId);
        var snapshot = snapshots.take();
        var metered = !world.readings().usages(accountId).isEmpty();
        for (ApiKeyGrant grant : objects.grants()) {
            var status = grant.getStatus();
            if (status != null && !bound(grant, elsewhere) && (metered || QuotaWarning.isTold(status))) {
                collect(grant, woken, () -> looks.grants().quotaTurned(grant, snapshot));
            }
        }
        return woken;
    }

    /** Rate limits and policies of an account whose status changes with what was read beside the listings. */
    List<HasMetadata> effectTurned(String accountId) {
        var woken = new ArrayList<HasMetadata>();
        if (!objects.complete()) {
            return woken;
        }
        var snapshot = snapshots.take();
        var elsewhere = elsewhere(accountId);
        for (ApiRateLimit limit : objects.limits()) {
            if (!bound(limit, elsewhere) && !limit.isMarkedForDeletion()) {
                collect(
                        limit,
                        woken,
                        () -> KindHandlings.differs(looks.limits().assess(limit, snapshot), limit.getStatus()));
            }
        }
        for (ApiAccessPolicy policy : objects.policies()) {
            if (!bound(policy, elsewhere) && !policy.isMarkedForDeletion()) {
                collect(
                        policy,
                        woken,
                        () -> KindHandlings.differs(looks.policies().assess(policy, snapshot), policy.getStatus()));
            }
        }
        return woken;
    }

    /** Connections to other accounts. */
    private Set<String> elsewhere(String accountId) {
        return objects.connections().stream()
                .filter(connection -> !connection.getSpec().accountId().equals(accountId))
                .map(connection -> connection.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    /** Whether an object belongs to one of these connections; a connection belongs to itself. */
    private static boolean bound(HasMetadata object, Set<String> connections) {
        if (object instanceof AwsConnection) {
            return connections.contains(object.getMetadata().getName());
        }
        return object instanceof CustomResource<?, ?> ours
                && ours.getStatus() instanceof ObjectStatus status
                && status.connection() != null
                && connections.contains(status.connection());
    }

    private static void collect(HasMetadata object, List<HasMetadata> woken, BooleanSupplier isDue) {
        try {
            if (isDue.getAsBoolean()) {
                woken.add(object);
            }
        } catch (KubernetesClientException unread) {
            // A grant in mode Plan reads stored values. Its own reconcile reports the failure and retries.
            LOG.debug(
                    "{} {} is looked at by itself",
                    object.getKind(),
                    object.getMetadata().getName(),
                    unread);
            woken.add(object);
        } catch (RuntimeException bug) {
            // One object that cannot be assessed must not keep the others from being reconciled.
            LOG.error(
                    "{} {} could not be assessed",
                    object.getKind(),
                    object.getMetadata().getName(),
                    bug);
            woken.add(object);
        }
    }
}
