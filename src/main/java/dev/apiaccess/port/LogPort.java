// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** CloudWatch Logs of one account and region, of which nothing but log events is read. Every method is one call and throws {@link AwsFailure}. */
public interface LogPort {

    /** What is looked for: events that hold the phrase, written from one moment up to another. */
    record Search(String group, String phrase, Instant from, Instant to) {}

    record Event(Instant written, String message) {}

    /** FilterLogEvents: one page, which may be empty though others follow. */
    Page<Event> filterLogEvents(Search search, @Nullable String position);
}
