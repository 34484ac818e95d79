// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.exec.Applier.done;

import dev.apiaccess.plan.AlarmChange;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.port.AlarmPort;

/** The calls that change alarms. */
final class AlarmCalls {

    private AlarmCalls() {}

    static Answer make(AlarmPort alarms, AlarmChange change) {
        return switch (change) {
            case AlarmChange.PutAlarm put -> done(() -> alarms.putMetricAlarm(put.alarm(), put.tags()));
            case AlarmChange.DeleteAlarms delete -> done(() -> alarms.deleteAlarms(delete.names()));
        };
    }
}
