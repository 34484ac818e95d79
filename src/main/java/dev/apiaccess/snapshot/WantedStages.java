// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.Place;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The APIs whose stages objects refer to, as of the last look at each object; others are no longer read. Until an object is looked at,
 * its status counts, so that the first sweep after a restart reads those stages too.
 */
public final class WantedStages {

    /** In one region. */
    private static final int MOST = 10_000;

    /** @param whole whether it is not its stages that are wanted, but all of it */
    private record Api(Place place, String id, boolean whole) {}

    private final Map<String, Set<Api>> byObject = new HashMap<>();
    private final Map<Api, Integer> objects = new HashMap<>();

    /** Notes what statuses of a connection's objects refer to, for objects not looked at yet. */
    public synchronized void remember(AwsConnection connection, ObjectStore store) {
        var protections = store.protections().stream()
                .map(protection -> protection.getMetadata().getUid())
                .collect(Collectors.toSet());
        ApisInStatus.apis(connection, store).forEach((uid, wanted) -> {
            if (!byObject.containsKey(uid)) {
                replace(uid, apis(wanted, protections.contains(uid)));
            }
        });
    }

    /**
     * Notes a look at an object.
     *
     * @param wanted ids of APIs
     * @return accounts in which it wants an API that no object wanted before, or none wanted whole
     */
    public synchronized Set<String> looked(HasMetadata object, Map<Place, Set<String>> wanted) {
        var apis = apis(wanted, object instanceof ApiProtection);
        var unread = apis.stream()
                .filter(api -> !objects.containsKey(api))
                .map(api -> api.place().accountId())
                .collect(Collectors.toSet());
        replace(object.getMetadata().getUid(), apis);
        return unread;
    }

    /** Forgets an object that is gone. */
    public synchronized void gone(HasMetadata object) {
        replace(object.getMetadata().getUid(), Set.of());
    }

    /**
     * Drops what objects want that no longer exist: an object whose finalizer was removed by hand ends without a last look.
     *
     * @param uids of the objects that exist
     */
    public void keepOnly(Supplier<Set<String>> uids) {
        // An object that is looked at meanwhile is not among them: it can be newer than the list.
        var known = known();
        var there = uids.get();
        known.stream().filter(uid -> !there.contains(uid)).forEach(uid -> replace(uid, Set.of()));
    }

    /** The APIs in an account and region whose stages some object refers to. */
    public synchronized Set<String> in(String accountId, String region) {
        var place = new Place(accountId, region);
        return objects.keySet().stream()
                .filter(api -> api.place().equals(place))
                .map(Api::id)
                .distinct()
                .limit(MOST)
                .collect(Collectors.toSet());
    }

    private synchronized Set<String> known() {
        return Set.copyOf(byObject.keySet());
    }

    private synchronized void replace(String uid, Set<Api> wanted) {
        var before = Objects.requireNonNullElse(byObject.remove(uid), Set.<Api>of());
        before.forEach(api -> objects.computeIfPresent(api, (_, count) -> count == 1 ? null : count - 1));
        wanted.forEach(api -> objects.merge(api, 1, Integer::sum));
        if (!wanted.isEmpty()) {
            byObject.put(uid, wanted);
        }
    }

    private static Set<Api> apis(Map<Place, Set<String>> wanted, boolean whole) {
        return wanted.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .flatMap(id -> (whole ? Stream.of(false, true) : Stream.of(false))
                                .map(all -> new Api(entry.getKey(), id, all))))
                .collect(Collectors.toUnmodifiableSet());
    }
}
