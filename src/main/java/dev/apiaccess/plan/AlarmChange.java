// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.Operation;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** A change of the alarms of a protection. No access depends on one. */
public sealed interface AlarmChange extends Change {

    /** An alarm that AWS refuses keeps nobody from being told by the others. */
    @Override
    default boolean isAlone() {
        return true;
    }

    /**
     * Makes an alarm, or sets all of one. AWS overwrites whatever has the name: whose it is has to be read right before.
     *
     * @param tags that it is made with; AWS ignores them where it is there
     * @param creates whether none is there, as far as is known
     * @param fields those that change
     */
    record PutAlarm(Alarm alarm, SortedMap<String, String> tags, boolean creates, List<Difference> fields)
            implements AlarmChange {
        public PutAlarm {
            fields = List.copyOf(fields);
        }

        @Override
        public Operation operation() {
            return Operation.PUT_METRIC_ALARM;
        }

        @Override
        public boolean readsOnce() {
            return true;
        }

        @Override
        public String text() {
            return ChangeText.call((creates ? "create alarm " : "set alarm ") + alarm.name(), fields);
        }

        @Override
        public Optional<String> content() {
            return Optional.of(alarm.toString());
        }
    }

    /** Deletes up to 100 alarms. */
    record DeleteAlarms(List<String> names) implements AlarmChange {
        private static final int MOST_NAMES = 3;

        public DeleteAlarms {
            names = List.copyOf(names);
        }

        @Override
        public Operation operation() {
            return Operation.DELETE_ALARMS;
        }

        @Override
        public boolean destroys() {
            return true;
        }

        @Override
        public String text() {
            return names.size() == 1
                    ? "delete alarm " + names.getFirst()
                    : "delete " + names.size() + " alarms: "
                            + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                            + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
        }
    }
}
