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

/** How the last listings of each account went, of IAM and of API Gateway in each region, for the status of its connections. */
public final class SweepResults {

    private final Map<Place, AwsFailure> failures = new ConcurrentHashMap<>();

    public void succeeded(String accountId, String region) {
        failures.remove(new Place(accountId, region));
    }

    /** @return whether it went otherwise before */
    public boolean failed(String accountId, String region, AwsFailure failure) {
        var before = failures.put(new Place(accountId, region), failure);
        return before == null || before.kind() != failure.kind();
    }

    /** Nobody looks at an account any more. */
    public void forget(String accountId) {
        failures.keySet().removeIf(place -> place.accountId().equals(accountId));
    }

    /** What concerns the account as a whole. */
    public Optional<AwsFailure> failure(String accountId) {
        return Optional.ofNullable(failures.get(Place.global(accountId)));
    }

    /** By region, for those of a connection: what others cover is none of its concern. */
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

    /** The failure that a connection with these regions has to tell first. */
    public Optional<AwsFailure> first(String accountId, List<String> regions) {
        return failure(accountId)
                .or(() -> failures(accountId, regions).values().stream().findFirst());
    }

    /** Whether AWS does not let us read API Gateway in a region. */
    public boolean denied(String accountId, String region) {
        var failure = failures.get(new Place(accountId, region));
        return failure != null && failure.kind() == AwsFailure.Kind.ACCESS_DENIED;
    }
}
