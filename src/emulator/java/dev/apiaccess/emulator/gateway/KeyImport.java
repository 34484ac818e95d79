// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * API keys from a file: columns in any order and in any case, others ignored. A key whose value is there already is overwritten; it
 * keeps its id and its tags. New ones have no tags.
 */
final class KeyImport {
    private static final ObjectReader CSV = new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader());

    private KeyImport() {}

    /** One line of the file. */
    private record Row(String name, String value, String description, boolean enabled, List<String> planIds) {
        static Row of(Map<String, String> line) {
            Map<String, String> columns = new TreeMap<>();
            line.forEach((name, text) -> columns.put(name.strip().toLowerCase(Locale.ROOT), text));
            @Nullable String value = columns.get("key");
            @Nullable String name = columns.get("name");
            if (value == null || name == null) {
                throw GatewayCall.bad("The file must have the columns Name and Key");
            }
            String enabled = columns.getOrDefault("enabled", "");
            String plans = columns.getOrDefault("usageplanids", "");
            return new Row(
                    name,
                    value,
                    columns.getOrDefault("description", ""),
                    enabled.isEmpty() || Boolean.parseBoolean(enabled),
                    plans.isBlank() ? List.of() : List.of(plans.strip().split("\\s*,\\s*")));
        }
    }

    static void register(Router router) {
        router.addMode("import", "POST", "/apikeys", "ImportApiKeys", KeyImport::run);
    }

    private static WireResponse run(GatewayCall call) {
        if (!call.query().get("format", "").equals("csv")) {
            throw GatewayCall.bad("Invalid format specified. Must be csv");
        }
        boolean failOnWarnings = Boolean.parseBoolean(call.query().get("failonwarnings", "false"));
        List<String> warnings = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        GatewayState tried = call.state().copy();
        for (Row row : read(call.body().asText())) {
            store(tried, row, call.now(), ids, warnings);
        }
        if (failOnWarnings && !warnings.isEmpty()) {
            throw GatewayCall.bad("Warnings found during import: " + String.join("; ", warnings));
        }
        ids.clear();
        warnings.clear();
        for (Row row : read(call.body().asText())) {
            store(call.state(), row, call.now(), ids, warnings);
        }
        ObjectNode out = GatewayJson.object();
        // The order of the file is promised by nobody.
        ArrayNode made = out.putArray("ids");
        ids.stream().sorted().forEach(made::add);
        ArrayNode told = out.putArray("warnings");
        warnings.forEach(told::add);
        return WireResponse.json(201, out);
    }

    private static List<Row> read(String text) {
        try (var lines = CSV.<Map<String, String>>readValues(text)) {
            return lines.readAll().stream().map(Row::of).toList();
        } catch (JsonProcessingException e) {
            throw GatewayCall.bad("The file is no CSV");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void store(GatewayState state, Row row, Instant now, List<String> ids, List<String> warnings) {
        if (row.value().length() < 20 || row.value().length() > 128) {
            throw GatewayCall.bad("API Key value should be 20 to 128 characters");
        }
        if (row.name().length() > 1024) {
            throw GatewayCall.bad("Name exceeds maximum size of 1024 characters");
        }
        @Nullable ApiKey old = state.keyByValue(row.value()).orElse(null);
        if (old == null && state.keys().size() >= KeyOperations.MOST) {
            throw new AwsError(
                    429, "LimitExceededException", "Maximum number of API Keys exceeded: " + KeyOperations.MOST);
        }
        ApiKey key = new ApiKey(
                old == null ? Ids.gateway() : old.id(),
                old == null ? state.next() : old.sequence(),
                row.name(),
                row.description(),
                row.value(),
                row.enabled(),
                old != null && old.enabled() ? old.enabledSince() : now,
                old == null ? null : old.customerId(),
                old == null ? now : old.created(),
                now,
                old == null ? Map.of() : old.tags());
        state.put(key);
        ids.add(key.id());
        for (String planId : row.planIds()) {
            @Nullable UsagePlan plan = state.plans().get(planId);
            if (plan == null) {
                warnings.add("Invalid Usage Plan ID specified: " + planId);
                continue;
            }
            for (UsagePlan.PlanStage stage : plan.stages()) {
                PlanRules.keyFits(state, key.id(), planId, stage.apiId(), stage.stage());
            }
            state.members(planId).putIfAbsent(key.id(), now);
        }
    }
}
