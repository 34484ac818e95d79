// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alarm as CloudWatch holds it. Its name is the only id that it has, and free again when it is deleted: nothing but its tags proves whose it
 * is.
 *
 * @param arn empty where it was not read since we made it
 * @param updated when its settings were last written, as AWS says it; empty where it was not read since we wrote it
 * @param tags null when they were not read: no listing has them
 * @param proof what proves that it is ours, as far as is known
 */
public record ExistingAlarm(
        Alarm alarm, String arn, String updated, @Nullable Map<String, String> tags, Proof proof)
        implements Existing<ExistingAlarm> {

    public ExistingAlarm {
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** One whose tags were not read. */
    public ExistingAlarm(Alarm alarm, String arn, String updated) {
        this(alarm, arn, updated, null, Proof.UNREAD);
    }

    @Override
    public String id() {
        return alarm.name();
    }

    @Override
    public String address() {
        return arn.isEmpty() ? alarm.name() : arn;
    }

    @Override
    public ExistingAlarm withTags(Map<String, String> next) {
        return new ExistingAlarm(alarm, arn, updated, next, proof);
    }

    @Override
    public ExistingAlarm withProof(Proof next) {
        return new ExistingAlarm(alarm, arn, updated, tags, next);
    }
}
