// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.DeploymentArchive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What deployments have, in memory; it may be out of order for a while. */
public final class MemoryArchive implements DeploymentArchive {

    private final Map<UnitKey.RestApiUnit, Map<String, DeployedApi>> all = new ConcurrentHashMap<>();

    /** Why nothing is written, empty while it is. */
    public volatile String trouble = "";

    @Override
    public KeptExports keep(UnitKey.RestApiUnit api, List<String> made, Map<String, DeployedApi> shown) {
        var kept = all.getOrDefault(api, Map.of());
        if (!trouble.isEmpty()) {
            return new KeptExports(kept, trouble);
        }
        var next = new LinkedHashMap<String, DeployedApi>();
        made.forEach(id -> Optional.ofNullable(kept.getOrDefault(id, shown.get(id)))
                .filter(_ -> next.size() < MOST)
                .ifPresent(deployed -> next.put(id, deployed)));
        all.put(api, Map.copyOf(next));
        return new KeptExports(next, "");
    }

    @Override
    public void remove(UnitKey.RestApiUnit api) {
        all.remove(api);
    }

    /** APIs of which something is kept. */
    public List<UnitKey.RestApiUnit> apis() {
        return List.copyOf(all.keySet());
    }
}
