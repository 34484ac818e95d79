// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.OneLine;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.RequestId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One JSON line for each write to AWS, successful or not. Its fields are described in docs/logs.md. */
final class Audit {

    /** Name of the log category, for routing. */
    static final String CATEGORY = "apiaccess.audit";

    private static final Logger LOG = LoggerFactory.getLogger(CATEGORY);
    private static final Logger OTHERS = LoggerFactory.getLogger(Audit.class);
    private static final JsonFactory JSON = new JsonFactory();

    /** Keeps a line shorter than the buffer in which the log is written at once. */
    private static final int MOST_OBJECTS = 20;

    private static final int MOST_LOST = 5;
    private static final int LONGEST_LOST = 500;

    /**
     * A write that was tried.
     *
     * @param repair whether it only puts right what others changed
     * @param authors the objects for which it was made
     * @param failure null when it succeeded
     * @param lost what others had that went with it, as text; AWS has no precondition that keeps that from happening
     */
    record Write(
            Instant time,
            UnitKey unit,
            Change change,
            Priority priority,
            boolean repair,
            List<Author> authors,
            RequestId request,
            @Nullable AwsFailure failure,
            List<String> lost) {

        Write {
            lost = List.copyOf(lost);
        }

        /** A write that nothing of others went with. */
        Write(
                Instant time,
                UnitKey unit,
                Change change,
                Priority priority,
                boolean repair,
                List<Author> authors,
                RequestId request,
                @Nullable AwsFailure failure) {
            this(time, unit, change, priority, repair, authors, request, failure, List.of());
        }

        Write with(List<String> gone) {
            return new Write(time, unit, change, priority, repair, authors, request, failure, gone);
        }
    }

    private final String clusterId;

    Audit(String clusterId) {
        this.clusterId = clusterId;
    }

    void tell(Write write) {
        LOG.info(line(write));
        if (!write.lost().isEmpty()) {
            OTHERS.warn(
                    "LostUpdate: {}: {} of others went with a write of ours, somebody wrote at the same time; put them back: {}",
                    write.unit().text(),
                    write.lost().size() == 1 ? "a statement" : write.lost().size() + " statements",
                    OneLine.of(String.join(" ", shown(write.lost()))));
        }
    }

    String line(Write write) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            text(json, "timestamp", write.time().toString());
            text(json, "loggerName", CATEGORY);
            text(json, "clusterId", clusterId);
            text(json, "account", write.unit().accountId());
            var region = write.unit().place().region();
            if (!region.isEmpty()) {
                text(json, "region", region);
            }
            var operation = write.change().operation();
            text(json, "service", lower(operation.service()));
            text(json, "operation", operation.awsName());
            text(json, "unit", write.unit().text());
            if (write.unit() instanceof UnitKey.PolicyUnit policy) {
                text(json, "principal", policy.principal().text());
            }
            text(json, "change", write.change().text());
            var digest = write.change().digest();
            if (digest.isPresent()) {
                text(json, "digest", "sha256:" + digest.get());
            }
            objects(json, write.authors());
            // A repair that takes access away is urgent, but is not a revocation.
            text(json, "priority", lower(write.repair() ? Priority.DRIFT_REPAIR : write.priority()));
            if (write.repair()) {
                json.writeBooleanField("repair", true);
            }
            var failure = write.failure();
            text(json, "outcome", failure == null ? "ok" : lower(failure.kind()));
            if (failure != null) {
                text(json, "code", failure.code());
            }
            lost(json, write.lost());
            var request = write.request().value();
            if (request.isPresent()) {
                text(json, "requestId", request.get());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void lost(JsonGenerator json, List<String> lost) throws IOException {
        if (lost.isEmpty()) {
            return;
        }
        text(json, "warning", "LostUpdate");
        json.writeArrayFieldStart("lost");
        for (var one : shown(lost)) {
            json.writeString(OneLine.of(one));
        }
        json.writeEndArray();
        if (lost.size() > MOST_LOST) {
            json.writeNumberField("moreLost", lost.size() - MOST_LOST);
        }
    }

    private static List<String> shown(List<String> lost) {
        return lost.stream()
                .limit(MOST_LOST)
                .map(one -> one.substring(0, Math.min(one.length(), LONGEST_LOST)))
                .toList();
    }

    private static void objects(JsonGenerator json, List<Author> authors) throws IOException {
        json.writeArrayFieldStart("objects");
        for (var author : authors.subList(0, Math.min(authors.size(), MOST_OBJECTS))) {
            json.writeStartObject();
            text(json, "kind", author.object().kind());
            if (!author.object().namespace().isEmpty()) {
                text(json, "namespace", author.object().namespace());
            }
            text(json, "name", author.object().name());
            text(json, "uid", author.uid());
            json.writeNumberField("generation", author.generation());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (authors.size() > MOST_OBJECTS) {
            json.writeNumberField("moreObjects", authors.size() - MOST_OBJECTS);
        }
    }

    /** Readers decode and print what JSON escapes. */
    private static void text(JsonGenerator json, String field, String value) throws IOException {
        json.writeStringField(field, OneLine.of(value));
    }

    private static String lower(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
