// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The CloudWatch of one account in one region. Guarded by the account's lock. */
public final class Monitoring {
    private final NavigableMap<String, Alarm> alarms;
    private final Metrics metrics;

    /** No alarms, and no calls yet. */
    public Monitoring() {
        this(new TreeMap<>(), new Metrics());
    }

    private Monitoring(NavigableMap<String, Alarm> alarms, Metrics metrics) {
        this.alarms = alarms;
        this.metrics = metrics;
    }

    /** The same alarms at this moment, unaffected by later changes; the same metrics. */
    public Monitoring copy() {
        return new Monitoring(new TreeMap<>(alarms), metrics);
    }

    /** Alarms by name. */
    public NavigableMap<String, Alarm> alarms() {
        return alarms;
    }

    /** Stores a new or changed alarm. */
    public void put(Alarm alarm) {
        alarms.put(alarm.name(), alarm);
    }

    /** What is known of calls. */
    public Metrics metrics() {
        return metrics;
    }
}
