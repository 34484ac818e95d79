// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.apiaccess.port.GatewayPort;
import java.util.List;
import java.util.Map;

/** The file that ImportApiKeys takes: API Gateway's key file format, in CSV. */
final class KeyFile {

    private static final CsvMapper CSV = new CsvMapper();
    private static final CsvSchema SCHEMA = CsvSchema.builder()
            .addColumns(List.of("Name", "Key", "Description", "Enabled", "UsagePlanIds"), CsvSchema.ColumnType.STRING)
            .build()
            .withHeader();

    private KeyFile() {}

    static String write(List<GatewayPort.Import> keys) {
        try {
            return CSV.writer(SCHEMA)
                    .writeValueAsString(keys.stream().map(KeyFile::row).toList());
        } catch (JsonProcessingException impossible) {
            // Without the cause, which may quote a row.
            throw new IllegalStateException("keys cannot be written as CSV");
        }
    }

    private static Map<String, String> row(GatewayPort.Import one) {
        return Map.of(
                "Name", one.key().name(),
                "Key", one.value().reveal(),
                "Description", one.key().description(),
                "Enabled", one.key().enabled() ? "TRUE" : "FALSE",
                "UsagePlanIds", String.join(",", one.key().planIds()));
    }
}
