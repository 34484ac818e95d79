// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.UnitKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Wants the stages of some APIs, and others whole.
 *
 * @param whole APIs that objects protect and of which they want logs
 */
record PaperWishes(Set<String> wanted, Set<String> whole) implements Sweeper.Wishes {

    /** Wants the stages of some APIs and nothing else. */
    PaperWishes(Set<String> wanted) {
        this(wanted, Set.of());
    }

    @Override
    public List<UnitKey> units(String accountId) {
        return List.of();
    }

    @Override
    public Set<String> apis(String accountId, String region) {
        return Set.copyOf(wanted);
    }

    @Override
    public Set<ApiStage> limited(String accountId, String region) {
        return Set.of();
    }

    @Override
    public Set<ApiStage> granted(String accountId, String region) {
        return Set.of();
    }

    @Override
    public Set<String> protectedApis(String accountId, String region) {
        return Set.copyOf(whole);
    }

    @Override
    public boolean logs(String accountId, String region) {
        return !whole.isEmpty();
    }

    @Override
    public Map<String, Set<String>> authorizers(String accountId, String region) {
        return Map.of();
    }

    @Override
    public boolean alarms(String accountId, String region) {
        return !whole.isEmpty();
    }

    @Override
    public Set<String> principals(String accountId) {
        return Set.of();
    }
}
