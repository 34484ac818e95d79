// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.operator.OperatorConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documents can be followed: links lead somewhere, settings and metrics are all there, manifests are valid. */
class DocsTest {
    private static final Path ROOT = Path.of(System.getProperty("apiaccess.basedir", ""));
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]+`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern FENCED_YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern METER = Pattern.compile("\"(apiaccess\\.[a-z.]+)\"");

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        var followed = 0;
        for (Path document : documents()) {
            var links = LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""));
            while (links.find()) {
                var link = links.group(1);
                if (link.matches("[a-z]+:.*")) {
                    continue;
                }
                followed++;
                if (!leads(document, link)) {
                    broken.add(ROOT.relativize(document) + " -> " + link);
                }
            }
        }

        assertThat(broken).as("links that lead nowhere").isEmpty();
        assertThat(followed).as("links that were followed").isGreaterThan(10);
    }

    @Test
    void everySettingHasItsRow() throws IOException {
        var settings = Arrays.stream(OperatorConfig.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(DocsTest::variable)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(settings).isNotEmpty();
        assertThat(rows("docs/settings.md").stream()
                        .filter(row -> row.startsWith("APIACCESS_"))
                        .toList())
                .as("rows of docs/settings.md and settings of OperatorConfig")
                .containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void everyMetricOfOursIsDescribed() throws IOException {
        var meters = new TreeSet<String>();
        for (var source : List.of("AwsMetrics", "StateMetrics")) {
            var text = Files.readString(ROOT.resolve("src/main/java/dev/apiaccess/operator/" + source + ".java"));
            METER.matcher(text).results().forEach(found -> meters.add(found.group(1)));
        }

        assertThat(meters).as("meters that are registered").hasSizeGreaterThan(10);
        var document = Files.readString(ROOT.resolve("docs/metrics.md"));
        for (var meter : meters) {
            assertThat(document)
                    .as("docs/metrics.md, name in code and in Prometheus")
                    .contains("`" + meter + "`")
                    .containsPattern("\\| `" + meter.replace('.', '_') + "(_seconds_count|_seconds_bucket|_total)?`");
        }
    }

    @Test
    void theManifestsOfTheReadmeAreUnderstoodWhole() throws IOException {
        var kinds = new TreeSet<String>();
        var blocks = FENCED_YAML.matcher(Files.readString(ROOT.resolve("README.md")));
        while (blocks.find()) {
            for (var manifest : blocks.group(1).split("(?m)^---$", -1)) {
                if (manifest.contains("apiVersion: apiaccess.dev/")) {
                    kinds.add(understood(manifest));
                }
            }
        }

        assertThat(kinds)
                .as("kinds with a manifest in README.md")
                .containsExactly("ApiAccessPolicy", "ApiKeyGrant", "ApiProtection", "ApiRateLimit", "AwsConnection");
    }

    private static String understood(String manifest) {
        var kind = Serialization.unmarshal(manifest, GenericKubernetesResource.class)
                .getKind();
        var unknown = switch (kind) {
            case "AwsConnection" -> read(manifest, AwsConnection.class).unknownFields();
            case "ApiAccessPolicy" -> read(manifest, ApiAccessPolicy.class).unknownFields();
            case "ApiRateLimit" -> read(manifest, ApiRateLimit.class).unknownFields();
            case "ApiKeyGrant" -> read(manifest, ApiKeyGrant.class).unknownFields();
            case "ApiProtection" -> read(manifest, ApiProtection.class).unknownFields();
            default -> List.of("not one of our kinds: " + kind);
        };
        assertThat(unknown).as("what no field takes in%n%s", manifest).isEmpty();
        return kind;
    }

    private static <S> S read(String manifest, Class<? extends CustomResource<S, ?>> type) {
        return Serialization.unmarshal(manifest, type).getSpec();
    }

    private static boolean leads(Path document, String link) throws IOException {
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || anchors(target).contains(parts[1]);
    }

    /** Anchors as GitHub makes them. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(found -> found.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String variable(Method setting) {
        return "APIACCESS_"
                + setting.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private static List<String> rows(String document) throws IOException {
        return Files.readAllLines(ROOT.resolve(document)).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
    }

    private static List<Path> documents() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> {
                        for (Path part : ROOT.relativize(file)) {
                            if (NOT_OURS.contains(part.toString())) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .sorted()
                    .toList();
        }
    }
}
