// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.port.AlarmPort;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What alarms promise, whoever plays CloudWatch: the emulator at wire level, or the fake of the other tests. */
interface AlarmPortContract {

    Map<String, String> TAGS = Map.of("apiaccess.dev/cluster", "test", "apiaccess.dev/owner", "ApiProtection/orders/o");

    /** The alarms of one account and region. */
    AlarmPort alarms();

    /** An ARN of a topic where the alarms are. */
    String topic(String name);

    /** A name that no other test has. */
    String fresh(String name);

    private Alarm alarm(String name) {
        return new Alarm(
                name,
                "apiaccess test/orders/o",
                "4XXError",
                "orders",
                "prod",
                300,
                50,
                new TreeSet<>(List.of(topic("b"), topic("a"))));
    }

    private List<ExistingAlarm> described(String prefix) {
        return PortContract.all(position -> alarms().describeAlarms(prefix, position));
    }

    @Test
    default void showsAnAlarmAsItWasMade() {
        var name = fresh("apiaccess/test/made");

        alarms().putMetricAlarm(alarm(name), TAGS);

        var found = described(name);
        assertThat(found).extracting(ExistingAlarm::alarm).containsExactly(alarm(name));
        assertThat(found.getFirst().arn()).endsWith(":alarm:" + name);
        assertThat(found.getFirst().updated()).isNotEmpty();
        assertThat(found.getFirst().tags()).isNull();
        assertThat(alarms().tags(found.getFirst().arn())).contains(TAGS);
    }

    @Test
    default void overwritesAnAlarmOfTheNameAndLeavesItsTags() {
        var name = fresh("apiaccess/test/taken");
        alarms().putMetricAlarm(alarm(name), Map.of("team", "others"));
        var before = described(name).getFirst();

        var next = new Alarm(name, "", "Count", "orders", "test", 60, 0, new TreeSet<>(List.of(topic("c"))));
        alarms().putMetricAlarm(next, TAGS);

        var found = described(name);
        assertThat(found).extracting(ExistingAlarm::alarm).containsExactly(next);
        assertThat(alarms().tags(before.arn())).contains(Map.of("team", "others"));
    }

    @Test
    default void listsByPrefixOverAllPages() {
        var prefix = fresh("apiaccess/test/many") + "/";
        var names = IntStream.range(0, 7).mapToObj(number -> prefix + number).toList();
        names.forEach(name -> alarms().putMetricAlarm(alarm(name), TAGS));
        alarms().putMetricAlarm(alarm(fresh("another")), TAGS);

        assertThat(described(prefix)).extracting(ExistingAlarm::id).containsExactlyElementsOf(names);
    }

    @Test
    default void deletesWhatIsThereAndPassesOverTheRest() {
        var name = fresh("apiaccess/test/gone");
        alarms().putMetricAlarm(alarm(name), TAGS);
        var arn = described(name).getFirst().arn();

        alarms().deleteAlarms(List.of(name, fresh("never")));

        assertThat(described(name)).isEmpty();
        assertThat(alarms().tags(arn)).isEmpty();
    }
}
