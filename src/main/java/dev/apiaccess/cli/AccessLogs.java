// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.LogEntry;
import dev.apiaccess.access.LogFormat;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.ShownStage.AccessLog;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.LogPort;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The access log of a stage, in which a call is looked for. What keeps from finding it is one sentence each. */
final class AccessLogs {

    /** CloudWatch Logs answers with empty pages while it searches on; no search is worth more. */
    private static final int MOST_PAGES = 200;

    private static final String ARGUMENTS = "apiaccess explain <principal> <VERB> <path>";

    private final AwsAccess access;
    private final String partition;
    private final Inquiry inquiry;
    private final String stage;

    AccessLogs(AwsAccess access, String partition, Inquiry inquiry) {
        this.access = access;
        this.partition = partition;
        this.inquiry = inquiry;
        this.stage = "stage " + inquiry.stage().name() + " of API "
                + inquiry.api().name() + " (" + inquiry.api().id() + ")";
    }

    /** When a call was made, both ends included. */
    record Window(Instant from, Instant to) {

        private static final Duration EARLY = Duration.ofMinutes(15);
        private static final Duration LONG = Duration.ofDays(1);

        /** @param at when the call was made, or the day; null for lately */
        static Window around(@Nullable Instant at, Instant now) {
            // Clocks differ.
            return at == null
                    ? new Window(
                            now.minus(LONG).truncatedTo(ChronoUnit.SECONDS),
                            now.plus(EARLY).truncatedTo(ChronoUnit.SECONDS))
                    : new Window(at.minus(EARLY), at.plus(LONG));
        }
    }

    /** A call, and the format that its entry was read by. */
    record Found(LogEntry entry, LogFormat format) {}

    /** The entry of a call. */
    Found find(String requestId, Window window) {
        var log = settings();
        var format = LogFormat.of(log.format());
        if (!format.has("requestId") && !format.has("extendedRequestId")) {
            throw new Unanswerable(
                    Code.LOG_LACKS,
                    "the access log of " + stage + " does not say of which request an entry is",
                    "put $context.requestId into its format, and make the call again");
        }
        var search = new LogPort.Search(group(log.destination()), requestId, window.from(), window.to());
        var port = access.logs(inquiry.api().region());
        var isOther = false;
        Found found = null;
        String position = null;
        for (var page = 0; page < MOST_PAGES; page++) {
            var at = position;
            var answer = asked(search.group(), () -> port.filterLogEvents(search, at));
            for (var event : answer.items()) {
                var values = format.read(event.message());
                var entry = values.map(read -> new LogEntry(event.written(), read))
                        .filter(read -> read.isOf(
                                requestId, inquiry.api().id(), inquiry.stage().name()));
                if (entry.isPresent()
                        && found != null
                        && !found.entry().values().equals(entry.get().values())) {
                    throw several(requestId);
                }
                found = entry.map(one -> new Found(one, format)).orElse(found);
                isOther |= values.isEmpty();
            }
            position = answer.next();
            if (position == null) {
                if (found != null) {
                    return found;
                }
                throw isOther ? ofAnotherFormat(requestId) : noEntry(search);
            }
        }
        throw new Unanswerable(
                Code.NO_LOG_ENTRY,
                "the access log of " + stage + " has more from " + search.from() + " to " + search.to()
                        + " than was looked through",
                "say when the call was made: --at");
    }

    /** Callers may choose the one id, so that theirs could be taken for another's. */
    private Unanswerable several(String requestId) {
        return new Unanswerable(
                Code.LOG_LACKS,
                "the access log of " + stage + " has several entries of request " + requestId
                        + ": a caller may choose that id",
                "ask with what the entry has in $context.extendedRequestId, or with what it says: " + ARGUMENTS);
    }

    private AccessLog settings() {
        var api = inquiry.api();
        var shown = asked("", () -> access.gateway(api.region()).getStages(api.id()));
        return Optional.ofNullable(shown.get(inquiry.stage().name()))
                .flatMap(found -> found.accessLog())
                .orElseThrow(() -> new Unanswerable(
                        Code.NO_ACCESS_LOG,
                        stage + " writes no access log",
                        "switch it on (accessLogSettings of the stage) and make the call again, or " + ARGUMENTS));
    }

    private String group(String destination) {
        var parts = destination.split(":", -1);
        if (parts.length < 7 || !parts[2].equals("logs")) {
            throw new Unanswerable(
                    Code.LOG_ELSEWHERE,
                    "the access log of " + stage + " goes to " + destination + ", which cannot be looked into",
                    "look for the request where it is delivered, and ask with what it says: " + ARGUMENTS);
        }
        return parts[6];
    }

    private Unanswerable ofAnotherFormat(String requestId) {
        return new Unanswerable(
                Code.LOG_LACKS,
                "what the access log of " + stage + " has of request " + requestId
                        + " is not of the format that the stage has now",
                "read the entry, and ask with what it says: " + ARGUMENTS);
    }

    private Unanswerable noEntry(LogPort.Search search) {
        return new Unanswerable(
                Code.NO_LOG_ENTRY,
                "the access log of " + stage + " has no entry of request " + search.phrase() + " from " + search.from()
                        + " to " + search.to(),
                "entries come some minutes late: ask again; of an older call say when it was: --at");
    }

    private <T> T asked(String group, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsFailure failure) {
            var what = failure.operation() == Operation.FILTER_LOG_EVENTS
                    ? "the access log of " + stage + ", log group " + group + ","
                    : "the settings of " + stage;
            throw switch (failure.kind()) {
                case ACCESS_DENIED ->
                    new Unanswerable(
                            Code.LOG_NOT_READ,
                            what + " cannot be read: " + MissingRights.why(failure),
                            "grant it with " + granted(failure.operation()));
                case NOT_FOUND ->
                    new Unanswerable(
                            Code.LOG_NOT_READ, what + " is not there", "look where the stage's access log goes");
                case CREDENTIALS -> LiveAccount.unreachable(failure);
                default ->
                    new Unanswerable(
                            Code.AWS_NOT_REACHED,
                            what + " cannot be read: " + MissingRights.why(failure),
                            "try again, or " + ARGUMENTS);
            };
        }
    }

    private String granted(Operation operation) {
        return PublishedPolicy.compact.of(
                PublishedPolicies.reading(partition, List.of(inquiry.api().region()), EnumSet.of(operation)));
    }
}
