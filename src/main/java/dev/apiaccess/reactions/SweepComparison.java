// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.CommonStatus;
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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the objects to reconcile after something was read. Everything is compared anew each time, so nothing missed once stays missed. What
 * is bound to no connection is compared when an account was read whose connection admits it, and whenever an interval has passed, whichever
 * account was read then: with each sweep of each account, the work would grow with their product.
 */
public final class SweepComparison {

    private static final Logger LOG = LoggerFactory.getLogger(SweepComparison.class);

    private final ObjectStore objects;
    private final Snapshots snapshots;
    private final KindHandlings kinds;
    private final ObjectLooks looks;
    private final World world;
    private final Interval interval;

    /** @param interval in which what is bound to no connection is compared at least once */
    public SweepComparison(
            ObjectStore objects,
            Snapshots snapshots,
            KindHandlings kinds,
            ObjectLooks looks,
            World world,
            Interval interval) {
        this.objects = objects;
        this.snapshots = snapshots;
        this.kinds = kinds;
        this.looks = looks;
        this.world = world;
        this.interval = interval;
    }

    /** Those of the listed account, and of those that are bound to no connection the ones whose turn it is. */
    List<HasMetadata> due(String accountId) {
        var woken = new ArrayList<HasMetadata>();
        if (objects.complete()) {
            var bindings = new BoundTo(accountId, objects);
            var all = interval.passed();
            // One view for all of them: what many share is computed once.
            var shared = snapshots.take();
            Predicate<HasMetadata> turn =
                    object -> bindings.here(object) || (bindings.nowhere(object) && (all || bindings.admit(object)));
            kinds.all().forEach(kind -> compare(kind, turn, shared, woken));
        }
        return woken;
    }

    private <P extends CustomResource<?, ? extends CommonStatus>> void compare(
            KindHandling<P> kind, Predicate<HasMetadata> turn, Snapshot shared, List<HasMetadata> woken) {
        var here = objects.list(kind.type()).stream().filter(turn);
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
        var bindings = new BoundTo(accountId, objects);
        var snapshot = snapshots.take();
        var metered = !world.readings().usages(accountId).isEmpty();
        for (ApiKeyGrant grant : objects.grants()) {
            var status = grant.getStatus();
            if (status != null && bindings.here(grant) && (metered || QuotaWarning.isTold(status))) {
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
        var bindings = new BoundTo(accountId, objects);
        for (ApiRateLimit limit : objects.limits()) {
            if (bindings.here(limit) && !limit.isMarkedForDeletion()) {
                collect(
                        limit,
                        woken,
                        () -> KindHandlings.differs(looks.limits().assess(limit, snapshot), limit.getStatus()));
            }
        }
        for (ApiAccessPolicy policy : objects.policies()) {
            if (bindings.here(policy) && !policy.isMarkedForDeletion()) {
                collect(
                        policy,
                        woken,
                        () -> KindHandlings.differs(looks.policies().assess(policy, snapshot), policy.getStatus()));
            }
        }
        return woken;
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
