// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What fish completes: commands, their options with the words that these take, files where a file is meant. */
final class FishCompletion {

    private final CommandSpec root;

    FishCompletion(CommandSpec root) {
        this.root = root;
    }

    String script() {
        var lines = new ArrayList<String>();
        var command = "complete -c " + root.name();
        lines.add(command + " -f");
        root.options().forEach(option -> lines.add(command + " -n __fish_use_subcommand" + option(option)));
        root.subcommands().forEach((name, line) -> {
            var spec = line.getCommandSpec();
            if (spec.usageMessage().hidden()) {
                return;
            }
            lines.add(command + " -n __fish_use_subcommand -a " + name + " -d " + quoted(first(spec)));
            var within = command + " -n " + quoted("__fish_seen_subcommand_from " + name);
            spec.options().forEach(option -> lines.add(within + option(option)));
            spec.positionalParameters().forEach(parameter -> {
                if (isFile(parameter)) {
                    lines.add(within + " -F");
                } else if (!words(parameter).isEmpty()) {
                    lines.add(within + " -a " + quoted(String.join(" ", words(parameter))));
                }
            });
        });
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String option(OptionSpec option) {
        var text = new StringBuilder();
        for (var name : option.names()) {
            text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            var words = words(option);
            text.append(isFile(option) ? " -r -F" : " -x");
            if (!words.isEmpty()) {
                text.append(" -a ").append(quoted(String.join(" ", words)));
            }
        }
        var description = option.description();
        return text + (description.length == 0 ? "" : " -d " + quoted(description[0].replaceAll("\\$\\{[^}]*}", "")));
    }

    private static List<String> words(ArgSpec argument) {
        var candidates = argument.completionCandidates();
        if (candidates != null) {
            return StreamSupport.stream(candidates.spliterator(), false).toList();
        }
        return List.of();
    }

    private static boolean isFile(ArgSpec argument) {
        return argument.type().equals(Path.class);
    }

    private static String first(CommandSpec spec) {
        var description = spec.usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
