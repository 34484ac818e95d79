// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.TargetsApi;
import dev.apiaccess.model.Place;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Finds APIs whose stages objects refer to, only for namespaces that some tenant admits: no other causes a call. */
public final class StagesToRead {

    private StagesToRead() {}

    /** @param found API ids by where they are, added to */
    public static void of(TargetsApi target, Surroundings around, Map<Place, Set<String>> found) {
        for (var connection : around.connections()) {
            var account = around.accounts().get(connection.getSpec().accountId());
            if (account == null) {
                continue;
            }
            account.regions()
                    .forEach((region, known) -> known.apis().stream()
                            .filter(api -> api.id().equals(target.restApiId())
                                    || api.name().equals(target.restApiName()))
                            // No API is read on behalf of a namespace that may not name it.
                            .filter(api -> Bindings.admit(connection, around, api))
                            .forEach(api -> found.computeIfAbsent(
                                            new Place(connection.getSpec().accountId(), region), _ -> new HashSet<>())
                                    .add(api.id())));
        }
    }
}
