// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.apiaccess.api.Annotations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents tell people to type fits what is there: fields, kinds, annotations, options of kubectl. */
class DocsLagTest {
    private static final Path ROOT = Path.of(System.getProperty("apiaccess.basedir", ""));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** A field as people name it: {@code status.lastDrift}, {@code .spec.rules[*].effect}. */
    private static final Pattern FIELD =
            Pattern.compile("(?<![A-Za-z0-9_/-])\\.?((?:spec|status)(?:\\.[a-z][A-Za-z]*(?:\\[[^\\]]*\\])?)+)");

    private static final Pattern ANNOTATION =
            Pattern.compile("(?<![a-z.])apiaccess\\.dev/([a-z][a-z-]*)(?![a-z0-9./-])");
    private static final Pattern GET =
            Pattern.compile("kubectl (?:get|describe|annotate|patch|delete) (?:--\\S+ )*([a-z]+)[ /`]");
    private static final Pattern FILTER = Pattern.compile("\\?\\(@[^)]*\\[\\*\\][^)]*(==|!=)");

    /** What Kubernetes, tools and AWS have of these names, in the commands of the documents. */
    private static final Set<String> KINDS_OF_OTHERS = Set.of(
            "ns",
            "namespace",
            "namespaces",
            "endpointslices",
            "pods",
            "secret",
            "secrets",
            "lease",
            "events",
            "event",
            "deployment",
            "job",
            "configmap",
            "crd",
            "crds",
            "clusterrole",
            "serviceaccount",
            "validatingadmissionpolicybindings",
            "all");

    @Test
    void everyFieldOfOursThatIsNamedExists() throws IOException {
        var known = fields();
        var unknown = new TreeMap<String, Set<String>>();
        var named = 0;
        for (var document : documents()) {
            var text = Files.readString(document);
            var found = FIELD.matcher(text);
            while (found.find()) {
                named++;
                var field = found.group(1).replaceAll("\\[[^\\]]*\\]", "");
                if (text.startsWith("(", found.end())) {
                    // A function of CEL.
                    field = field.substring(0, field.lastIndexOf('.'));
                }
                if (!known.contains(field)) {
                    unknown.computeIfAbsent(ROOT.relativize(document).toString(), _ -> new TreeSet<>())
                            .add(field);
                }
            }
        }

        assertThat(unknown).as("fields that no kind has").isEmpty();
        assertThat(named).as("fields that were looked for").isGreaterThan(100);
    }

    @Test
    void noJsonPathComparesAListWithAValue() throws IOException {
        var broken = new ArrayList<String>();
        for (var document : documents()) {
            if (FILTER.matcher(Files.readString(document)).find()) {
                broken.add(ROOT.relativize(document).toString());
            }
        }

        assertThat(broken)
                .as("kubectl answers 'can only compare one element at a time'")
                .isEmpty();
    }

    @Test
    void everyKindThatACommandNamesExists() throws IOException {
        var known = new TreeSet<>(KINDS_OF_OTHERS);
        for (var crd : crds()) {
            var names = crd.at("/spec/names");
            names.forEach(name -> {
                if (name.isTextual()) {
                    known.add(name.asText().toLowerCase(java.util.Locale.ROOT));
                } else {
                    name.forEach(one -> known.add(one.asText()));
                }
            });
        }
        var unknown = new TreeMap<String, Set<String>>();
        for (var document : documents()) {
            GET.matcher(Files.readString(document))
                    .results()
                    .map(found -> found.group(1))
                    .filter(kind -> !known.contains(kind))
                    .forEach(kind -> unknown.computeIfAbsent(
                                    ROOT.relativize(document).toString(), _ -> new TreeSet<>())
                            .add(kind));
        }

        assertThat(unknown).as("kinds in commands of kubectl").isEmpty();
    }

    @Test
    void everyAnnotationThatIsNamedIsOneThatTheCodeReads() throws IOException {
        var sources = new StringBuilder();
        try (var files = Files.walk(ROOT.resolve("src/main/java"))) {
            for (var file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        var known = ANNOTATION
                .matcher(sources)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertThat(known).as("in the code, such as %s", Annotations.PAUSED).hasSizeGreaterThan(8);
        var unknown = new TreeMap<String, Set<String>>();
        for (var document : documents()) {
            ANNOTATION
                    .matcher(Files.readString(document))
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !known.contains(name) && !name.startsWith("v1"))
                    .forEach(name -> unknown.computeIfAbsent(
                                    ROOT.relativize(document).toString(), _ -> new TreeSet<>())
                            .add(name));
        }

        assertThat(unknown)
                .as("labels and annotations that the code does not know")
                .isEmpty();
    }

    /** Paths of all fields, as {@code status.lastDrift.fields}, with what lies in lists. */
    private static Set<String> fields() throws IOException {
        var fields = new TreeSet<String>();
        for (var crd : crds()) {
            var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties");
            for (var part : List.of("spec", "status")) {
                collect(part, schema.path(part), fields);
            }
        }
        return fields;
    }

    private static void collect(String path, JsonNode schema, Set<String> fields) {
        fields.add(path);
        var inner = schema.has("items") ? schema.path("items") : schema;
        for (Map.Entry<String, JsonNode> property : inner.path("properties").properties()) {
            collect(path + "." + property.getKey(), property.getValue(), fields);
        }
    }

    private static List<JsonNode> crds() throws IOException {
        var crds = new ArrayList<JsonNode>();
        try (var files = Files.list(ROOT.resolve("crds"))) {
            for (var file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                crds.add(YAML.readTree(Files.readString(file)));
            }
        }
        return crds;
    }

    /** Those for people who use it; the changes speak of what was, too. */
    private static List<Path> documents() throws IOException {
        var documents = new ArrayList<>(Arrays.asList(ROOT.resolve("README.md"), ROOT.resolve("deploy/README.md")));
        for (var folder : List.of("docs", "docs/kinds")) {
            try (var files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents;
    }
}
