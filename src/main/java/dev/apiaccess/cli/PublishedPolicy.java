// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;

/** How a document is printed: for people, or on one line as short as it gets. */
enum PublishedPolicy {
    json {
        @Override
        String of(PolicyDocument document) {
            var lines = new DefaultIndenter("  ", "\n");
            var printer = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
            printer.indentArraysWith(lines);
            printer.indentObjectsWith(lines);
            try {
                var json = new ObjectMapper();
                return json.writer(printer).writeValueAsString(json.readTree(PolicyWriter.write(document)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a document that was just written", e);
            }
        }
    },
    compact {
        @Override
        String of(PolicyDocument document) {
            return PolicyWriter.write(document);
        }
    };

    abstract String of(PolicyDocument document);
}
