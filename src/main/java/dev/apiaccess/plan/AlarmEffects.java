// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Proof;
import java.util.stream.Stream;

/** The alarms of a protection after a change of them succeeded. AWS answers nothing: they are as they were sent. */
final class AlarmEffects {

    private AlarmEffects() {}

    static Observed after(Observed.Alarms before, AlarmChange change) {
        return switch (change) {
            case AlarmChange.PutAlarm put -> {
                var known = before.existing().stream()
                        .filter(one -> one.id().equals(put.alarm().name()))
                        .findFirst();
                // The tags of one that is there stay, whatever was sent.
                var now = known.map(one -> new ExistingAlarm(put.alarm(), one.arn(), "", one.tags(), one.proof()))
                        .orElseGet(() -> new ExistingAlarm(put.alarm(), "", "", put.tags(), Proof.OWN));
                yield before.with(
                        Stream.concat(
                                        before.existing().stream()
                                                .filter(one -> !one.id().equals(now.id())),
                                        Stream.of(now))
                                .toList(),
                        before.others());
            }
            case AlarmChange.DeleteAlarms delete ->
                before.with(
                        before.existing().stream()
                                .filter(one -> !delete.names().contains(one.id()))
                                .toList(),
                        before.others());
        };
    }
}
