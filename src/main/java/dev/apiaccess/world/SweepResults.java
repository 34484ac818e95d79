// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Place;
import dev.apiaccess.port.AwsFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Results of the last listings of each account, of IAM and of API Gateway in each region, for the status of its connections. */
public final class SweepResults {

    private final Map<Place, AwsFailure> failures = new ConcurrentHashMap<>();

    public void succeeded(String accountId, String region) {
        failures.remove(new Place(accountId, region));
    }

    /** @return whether the result before was another */
    public boolean failed(String accountId, String region, AwsFailure failure) {
        var before = failures.put(new Place(accountId, region), failure);
        return before == null || before.kind() != failure.kind();
    }

    /** Drops the results of an account that is no longer swept. */
    public void forget(String accountId) {
        failures.keySet().removeIf(place -> place.accountId().equals(accountId));
    }

    /** The failure of the account as a whole. */
    public Optional<AwsFailure> failure(String accountId) {
        return Optional.ofNullable(failures.get(Place.global(accountId)));
    }

    /** The failures in the regions of a connection, by region; regions of other connections are left out. */
    public SortedMap<String, AwsFailure> failures(String accountId, List<String> regions) {
        var found = new TreeMap<String, AwsFailure>();
        for (var region : regions) {
            var failure = failures.get(new Place(accountId, region));
            if (failure != null) {
                found.put(region, failure);
            }
        }
        return found;
    }

    /** The failure that a connection with these regions reports first. */
    public Optional<AwsFailure> first(String accountId, List<String> regions) {
        return failure(accountId)
                .or(() -> failures(accountId, regions).values().stream().findFirst());
    }

    /** Whether AWS denies us to read API Gateway in a region. */
    public boolean denied(String accountId, String region) {
        var failure = failures.get(new Place(accountId, region));
        return failure != null && failure.kind() == AwsFailure.Kind.ACCESS_DENIED;
    }
}
