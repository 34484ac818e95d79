// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents name what the API has: every reason, every field, every column. */
class DocumentedTest {
    private static final Path ROOT = Path.of(System.getProperty("apiaccess.basedir", ""));
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    @Test
    void everyReasonHasItsEntryAndEveryEntryItsReason() throws IOException {
        var documented = firstCells(ROOT.resolve("docs/reasons.md"));

        assertThat(documented)
                .as("rows of docs/reasons.md and constants of Reason, in the same order")
                .containsExactlyElementsOf(
                        Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyFieldOfASpecAndAStatusHasItsRow(String kind, String plural) throws IOException {
        var version = crd(plural).getSpec().getVersions().getFirst();
        var schema = version.getSchema().getOpenAPIV3Schema();
        var fields = new TreeSet<String>();
        for (String part : List.of("spec", "status")) {
            collect(part, requireNonNull(schema.getProperties().get(part)), fields);
        }

        var documented = firstCells(ROOT.resolve("docs/kinds/" + kind + ".md"));

        assertThat(new TreeSet<>(documented.stream()
                        .filter(cell -> cell.startsWith("spec.") || cell.startsWith("status."))
                        .toList()))
                .as("rows of docs/kinds/%s.md and fields of the schema", kind)
                .isEqualTo(fields);
        assertThat(documented)
                .as("columns in docs/kinds/%s.md", kind)
                .containsAll(version.getAdditionalPrinterColumns().stream()
                        .map(column -> column.getName())
                        .toList());
    }

    private static List<String> firstCells(Path document) throws IOException {
        var cells = new ArrayList<String>();
        var matcher = FIRST_CELL.matcher(Files.readString(document));
        while (matcher.find()) {
            cells.add(matcher.group(1));
        }
        return cells;
    }

    private static Stream<Arguments> kinds() {
        return Kinds.ALL.stream().map(kind -> Arguments.of(kind.name().toLowerCase(Locale.ROOT), kind.plural()));
    }

    private static CustomResourceDefinition crd(String plural) throws IOException {
        return Serialization.unmarshal(
                Files.readString(ROOT.resolve("crds/" + plural + ".yaml")), CustomResourceDefinition.class);
    }

    /** Leaves, with {@code []} after lists; the parts of a condition and of a label selector are those of Kubernetes. */
    private static void collect(String path, JSONSchemaProps schema, Set<String> fields) {
        boolean list = schema.getItems() != null;
        var inner = list ? schema.getItems().getSchema() : schema;
        String here = list ? path + "[]" : path;
        Map<String, JSONSchemaProps> properties = inner.getProperties();
        if (properties == null
                || properties.isEmpty()
                || path.endsWith("conditions")
                || path.endsWith("matchExpressions")) {
            fields.add(path);
            return;
        }
        properties.forEach((name, property) -> collect(here + "." + name, property, fields));
    }
}
