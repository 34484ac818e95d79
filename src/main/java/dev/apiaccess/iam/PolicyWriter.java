// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a document as JSON: minified, always the same text for the same document, a single value as a scalar. */
public final class PolicyWriter {

    private static final JsonFactory FACTORY = new JsonFactory();

    private PolicyWriter() {}

    public static String write(PolicyDocument document) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("Version", document.version());
            if (document.id() != null) {
                json.writeStringField("Id", document.id());
            }
            json.writeArrayFieldStart("Statement");
            for (Statement statement : document.statements()) {
                if (statement.unclear() != null) {
                    throw new IllegalArgumentException(
                            "a statement of others that was not read in full is not written");
                }
                write(json, statement);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** The size IAM holds against {@link PolicyLimits#MANAGED_POLICY_SIZE}: characters that are not white space. */
    public static int managedPolicySize(String json) {
        return (int) json.chars().filter(c -> !Character.isWhitespace(c)).count();
    }

    static String write(Statement statement) {
        return write(PolicyDocument.of(statement));
    }

    /** All texts of a statement, also of one that is not written. */
    static String shown(Statement statement) {
        return write(statement.asUnclear(null));
    }

    private static void write(JsonGenerator json, Statement statement) throws IOException {
        json.writeStartObject();
        if (statement.sid() != null) {
            json.writeStringField("Sid", statement.sid());
        }
        json.writeStringField("Effect", statement.effect().text());
        if (statement.principals() != null) {
            write(json, statement.principals());
        }
        ActionSet actions = statement.actions();
        write(json, actions.inverted() ? "NotAction" : "Action", actions.patterns());
        ResourceSet resources = statement.resources();
        if (resources != null) {
            write(json, resources.inverted() ? "NotResource" : "Resource", resources.patterns());
        }
        if (!statement.conditions().isEmpty()) {
            writeConditions(json, statement.conditions());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PrincipalSet principals) throws IOException {
        String name = principals.inverted() ? "NotPrincipal" : "Principal";
        if (principals.entries().getFirst().type() == PrincipalSet.Type.EVERYONE) {
            json.writeStringField(name, "*");
            return;
        }
        Map<String, List<String>> byType = new LinkedHashMap<>();
        for (PrincipalSet.Entry entry : principals.entries()) {
            byType.computeIfAbsent(entry.type().text(), _ -> new ArrayList<>()).add(entry.value());
        }
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, List<String>> type : byType.entrySet()) {
            write(json, type.getKey(), type.getValue());
        }
        json.writeEndObject();
    }

    private static void writeConditions(JsonGenerator json, List<Condition> conditions) throws IOException {
        Map<String, List<Condition>> byOperator = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            byOperator
                    .computeIfAbsent(condition.operator().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(condition);
        }
        json.writeObjectFieldStart("Condition");
        for (List<Condition> sameOperator : byOperator.values()) {
            json.writeObjectFieldStart(sameOperator.getFirst().operator());
            for (Condition condition : sameOperator) {
                write(json, condition.key(), condition.values());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeFieldName(name);
        if (values.size() == 1) {
            json.writeString(values.getFirst());
            return;
        }
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
