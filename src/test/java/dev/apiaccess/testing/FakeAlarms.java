// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Proof;
import dev.apiaccess.port.AlarmPort;
import dev.apiaccess.port.Page;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Alarms of one account and region in memory, in pages of three. */
public final class FakeAlarms implements AlarmPort {

    private static final int PAGE = 3;

    private final String arns;
    private final FakeCalls calls;
    private final Map<String, ExistingAlarm> alarms = new ConcurrentSkipListMap<>();
    private int writes;

    FakeAlarms(String accountId, String region, FakeCalls calls) {
        this.arns = "arn:aws:cloudwatch:" + region + ":" + accountId + ":alarm:";
        this.calls = calls;
    }

    /** Every alarm, with its tags, by name. */
    public Map<String, ExistingAlarm> all() {
        return new TreeMap<>(alarms);
    }

    /** Makes or changes an alarm by hand; tags of one that is there stay. */
    public void byHand(Alarm alarm, Map<String, String> tags) {
        var before = alarms.get(alarm.name());
        alarms.put(
                alarm.name(),
                new ExistingAlarm(
                        alarm,
                        arns + alarm.name(),
                        "update " + ++writes,
                        before == null ? tags : Objects.requireNonNull(before.tags()),
                        Proof.UNREAD));
    }

    /** Replaces the tags of an alarm by hand. */
    public void tagByHand(String name, Map<String, String> tags) {
        alarms.computeIfPresent(name, (_, one) -> one.withTags(tags));
    }

    /** Deletes an alarm by hand. */
    public void deleteByHand(String name) {
        alarms.remove(name);
    }

    @Override
    public Page<ExistingAlarm> describeAlarms(String prefix, @Nullable String position) {
        return calls.make(Operation.DESCRIBE_ALARMS, prefix, () -> {
            var found = alarms.values().stream()
                    .filter(one -> one.alarm().name().startsWith(prefix))
                    .filter(one -> position == null || one.alarm().name().compareTo(position) > 0)
                    .map(one -> new ExistingAlarm(one.alarm(), one.arn(), one.updated()))
                    .toList();
            return found.size() <= PAGE
                    ? new Page<>(found, null)
                    : new Page<>(
                            found.subList(0, PAGE), found.get(PAGE - 1).alarm().name());
        });
    }

    @Override
    public Optional<Map<String, String>> tags(String arn) {
        return calls.make(
                Operation.LIST_TAGS_FOR_RESOURCE,
                arn,
                () -> Optional.ofNullable(arn.startsWith(arns) ? alarms.get(arn.substring(arns.length())) : null)
                        .map(one -> Objects.requireNonNull(one.tags())));
    }

    @Override
    public void putMetricAlarm(Alarm alarm, Map<String, String> tags) {
        var _ = calls.make(Operation.PUT_METRIC_ALARM, alarm.name(), () -> {
            byHand(alarm, tags);
            return true;
        });
    }

    @Override
    public void deleteAlarms(Collection<String> names) {
        var _ = calls.make(
                Operation.DELETE_ALARMS,
                String.join(" ", List.copyOf(names)),
                () -> alarms.keySet().removeAll(names));
    }
}
