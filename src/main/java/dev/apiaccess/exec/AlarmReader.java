// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;

/**
 * Reads the alarms of a protection with their tags. Every alarm whose name begins as theirs do is read: a name proves nothing, and what has one
 * is overwritten without a question.
 */
final class AlarmReader {

    private AlarmReader() {}

    static Observed read(SingleRead read, UnitKey.AlarmUnit unit) throws InterruptedException {
        var alarms = read.account().access().alarms(unit.region());
        var prefix = read.naming().alarmPrefix(unit.namespace(), unit.name());
        var found = new ArrayList<ExistingAlarm>();
        for (var one : read.all(
                unit.region(), Operation.DESCRIBE_ALARMS, position -> alarms.describeAlarms(prefix, position))) {
            read.call(unit.region(), Operation.LIST_TAGS_FOR_RESOURCE, () -> alarms.tags(one.arn()))
                    .ifPresent(tags -> found.add(one.withTags(tags)));
        }
        return new Observed.Alarms(found);
    }
}
