// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.desired.ProtectionNotes;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.StageWish;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which settings of stages a protection notes as brought about by it. */
final class ProtectionSettings {

    private static final int MOST_NOTES = 1000;

    private ProtectionSettings() {}

    /** What was not in a stage before is ours; what others had there stays theirs. */
    static List<String> noted(ProtectionSituation.Seen seen, Collection<String> stages, boolean writes) {
        var settings = new TreeMap<String, Set<MethodKey>>();
        for (var stage : seen.api().stages().keySet()) {
            var noted = seen.notes().settings().getOrDefault(stage, Set.of());
            var wished = stages.contains(stage) ? wished(seen) : Set.<MethodKey>of();
            var kept = new TreeSet<MethodKey>();
            noted.stream()
                    .filter(method -> wished.contains(method) || DesiredProtection.has(seen.api(), stage, method))
                    .forEach(kept::add);
            if (writes) {
                wished.stream()
                        .filter(method -> !DesiredProtection.has(seen.api(), stage, method))
                        .forEach(kept::add);
            }
            if (!kept.isEmpty()) {
                settings.put(stage, kept);
            }
        }
        return ProtectionNotes.settingLines(settings).stream().limit(MOST_NOTES).toList();
    }

    private static Set<MethodKey> wished(ProtectionSituation.Seen seen) {
        var wish = seen.judged().whole().stages();
        var wished = new TreeSet<>(wish.methods().keySet());
        if (wish.eachMethod().isPresent()
                || wish.metrics().isPresent()
                || wish.execution().isPresent()) {
            wished.add(ShownStage.EACH_METHOD);
        }
        if (wish.accessLog().isPresent()) {
            wished.add(StageWish.ACCESS_LOG);
        }
        return wished;
    }
}
