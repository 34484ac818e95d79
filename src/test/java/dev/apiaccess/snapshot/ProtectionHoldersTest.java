// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.OwnerRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who of several protections has its way. */
class ProtectionHoldersTest {

    private static ProtectionHolders.Candidate candidate(String name, boolean isNoted, String created) {
        return new ProtectionHolders.Candidate(owner(name), isNoted, created);
    }

    private static OwnerRef owner(String name) {
        return new OwnerRef("ApiProtection", "shop", name);
    }

    private static Map<String, String> tag(String name) {
        return Map.of("apiaccess.dev/owner", owner(name).text());
    }

    @Test
    void nobodyHoldsWhatNobodyWants() {
        assertThat(ProtectionHolders.holder(List.of(), tag("a"))).isEmpty();
    }

    @Test
    void whoBroughtSomethingAboutHoldsWhateverTheTagSays() {
        var all = List.of(candidate("a", false, "2026-01-01T00:00:00Z"), candidate("b", true, "2026-02-01T00:00:00Z"));

        assertThat(ProtectionHolders.holder(all, tag("a"))).contains(owner("b"));
    }

    @Test
    void theTagDecidesWhereStatusesDoNot() {
        var none =
                List.of(candidate("a", false, "2026-01-01T00:00:00Z"), candidate("b", false, "2026-02-01T00:00:00Z"));
        var both = List.of(candidate("a", true, "2026-01-01T00:00:00Z"), candidate("b", true, "2026-02-01T00:00:00Z"));

        assertThat(ProtectionHolders.holder(none, tag("b"))).contains(owner("b"));
        assertThat(ProtectionHolders.holder(both, tag("b"))).contains(owner("b"));
        assertThat(ProtectionHolders.holder(none, tag("gone"))).contains(owner("a"));
    }

    @Test
    void theOlderHoldsAndThenTheFirstByName() {
        var older =
                List.of(candidate("a", false, "2026-02-01T00:00:00Z"), candidate("b", false, "2026-01-01T00:00:00Z"));
        var same =
                List.of(candidate("b", false, "2026-01-01T00:00:00Z"), candidate("a", false, "2026-01-01T00:00:00Z"));

        assertThat(ProtectionHolders.holder(older, Map.of())).contains(owner("b"));
        assertThat(ProtectionHolders.holder(same, Map.of())).contains(owner("a"));
    }
}
