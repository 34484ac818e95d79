// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The alarms of CloudWatch in one account and region. Every method is one call and throws {@link AwsFailure}. */
public interface AlarmPort {

    /** DescribeAlarms: one page of the alarms of any kind whose names begin with a text; without tags. */
    Page<ExistingAlarm> describeAlarms(String prefix, @Nullable String position);

    /** ListTagsForResource: the tags of an alarm by its ARN, empty where there is no such alarm. */
    Optional<Map<String, String>> tags(String arn);

    /**
     * PutMetricAlarm: makes an alarm, or sets all of one that is there. AWS says of neither which it was, overwrites without asking whose it
     * is, and ignores the tags where it is there.
     */
    void putMetricAlarm(Alarm alarm, Map<String, String> tags);

    /** DeleteAlarms: up to 100 at once; names that nobody has are passed over. */
    void deleteAlarms(Collection<String> names);
}
