// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.Place;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The APIs whose stages objects want to know, as of the last look at each: what nobody wants any more is not read any more. Until an
 * object is looked at it is what its status tells, so that the first sweep after a restart brings those stages along.
 */
public final class WantedStages {

    /** In one region. */
    private static final int MOST = 10_000;

    private record Api(Place place, String id) {}

    private final Map<String, Set<Api>> byObject = new HashMap<>();
    private final Map<Api, Integer> objects = new HashMap<>();

    /** What the statuses of a connection's objects tell, of those that were not looked at yet. */
    public synchronized void remember(AwsConnection connection, ObjectStore store) {
        ApisInStatus.apis(connection, store).forEach((uid, wanted) -> {
            if (!byObject.containsKey(uid)) {
                replace(uid, apis(wanted));
            }
        });
    }

    /**
     * An object was looked at.
     *
     * @param wanted ids of APIs
     * @return accounts in which it wants what nobody wanted before
     */
    public synchronized Set<String> looked(HasMetadata object, Map<Place, Set<String>> wanted) {
        var apis = apis(wanted);
        var unread = apis.stream()
                .filter(api -> !objects.containsKey(api))
                .map(api -> api.place().accountId())
                .collect(Collectors.toSet());
        replace(object.getMetadata().getUid(), apis);
        return unread;
    }

    /** An object is gone. */
    public synchronized void gone(HasMetadata object) {
        replace(object.getMetadata().getUid(), Set.of());
    }

    /**
     * Drops what objects want that are not there any more: one whose finalizer somebody took away ends without a last look.
     *
     * @param uids of the objects that are there
     */
    public void keepOnly(Supplier<Set<String>> uids) {
        // An object that is looked at meanwhile is not among them: it can be newer than the list.
        var known = known();
        var there = uids.get();
        known.stream().filter(uid -> !there.contains(uid)).forEach(uid -> replace(uid, Set.of()));
    }

    /** The APIs in an account and region whose stages somebody wants to know. */
    public synchronized Set<String> in(String accountId, String region) {
        var place = new Place(accountId, region);
        return objects.keySet().stream()
                .filter(api -> api.place().equals(place))
                .map(Api::id)
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

    private static Set<Api> apis(Map<Place, Set<String>> wanted) {
        return wanted.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(id -> new Api(entry.getKey(), id)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
