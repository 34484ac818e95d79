// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names of our metrics: those that docs/metrics.md lists, and those that an operator serves. */
public final class Exposed {

    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(apiaccess_[a-z_]+)`(.*?)\\|");
    private static final Pattern FURTHER = Pattern.compile("`(_[a-z]+)`");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(apiaccess_[a-z_]+)[{ ]");

    private Exposed() {}

    /** Rows that name a metric may go on with other endings of the same one: {@code `a_seconds_count`, `_sum`, `_max`}. */
    public static Set<String> documented() {
        return documented(
                read(Path.of(System.getProperty("apiaccess.basedir", "")).resolve("docs/metrics.md")));
    }

    static Set<String> documented(String document) {
        var names = new TreeSet<String>();
        LISTED.matcher(document).results().forEach(row -> {
            var name = row.group(1);
            names.add(name);
            FURTHER.matcher(row.group(2))
                    .results()
                    .forEach(ending -> names.add(name.substring(0, name.lastIndexOf('_')) + ending.group(1)));
        });
        return names;
    }

    public static Set<String> names(OperatorProcess operator) {
        var names = new TreeSet<String>();
        SAMPLE.matcher(operator.get("/q/metrics")).results().forEach(sample -> names.add(sample.group(1)));
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
