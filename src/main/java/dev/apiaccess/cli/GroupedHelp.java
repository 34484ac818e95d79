// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in groups, a line for each; a command without a group of its own stands in the last one. */
final class GroupedHelp implements IHelpSectionRenderer {

    private static final int NAME = 13;

    /** What people come for, and the commands for it. */
    private static final Map<String, List<String>> GROUPS = groups();

    private static final String OTHERS = "Everything else:";

    /** What the first sentence of a command says in more words than a line has. */
    private static final Map<String, String> SUMMARIES = Map.ofEntries(
            Map.entry("help", "The help of a command"),
            Map.entry("can-i", "Whether a principal can call a method"),
            Map.entry("explain", "Why it can, or cannot; what the text of a 403 means"),
            Map.entry("who-can", "Who can call a method"),
            Map.entry("matrix", "Every principal by every method"),
            Map.entry("since", "Who gained or lost what between two account files"),
            Map.entry("test", "Whether the expectations of a file hold"),
            Map.entry("schema", "The JSON Schema of what is printed and read"),
            Map.entry("completion", "The script with which a shell completes commands"),
            Map.entry("collect", "Writes the account file from what AWS holds"),
            Map.entry("doctor", "What is wrong with apiaccess in a cluster"),
            Map.entry("iam-policy", "The IAM policies with which the operator works"),
            Map.entry("uninstall", "What to see to before the operator is removed"));

    private static Map<String, List<String>> groups() {
        var groups = new LinkedHashMap<String, List<String>>();
        groups.put("Who may call what:", List.of("can-i", "explain", "who-can", "matrix"));
        groups.put("Compare and test:", List.of("since", "test"));
        return groups;
    }

    static void addTo(CommandLine line) {
        line.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        line.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new GroupedHelp());
    }

    @Override
    public String render(Help help) {
        var left = new ArrayList<>(help.subcommands().keySet());
        var text = new StringBuilder();
        GROUPS.forEach((heading, names) -> {
            group(text, help, heading, names);
            left.removeAll(names);
        });
        group(text, help, OTHERS, left);
        return text.toString();
    }

    private static void group(StringBuilder text, Help help, String heading, List<String> names) {
        text.append('\n').append(help.colorScheme().text(heading)).append('\n');
        for (var name : names) {
            var command = help.subcommands().get(name);
            if (command != null) {
                text.append("  ")
                        .append(help.colorScheme().commandText(name))
                        .append(" ".repeat(Math.max(1, NAME - name.length())))
                        .append(line(name, command))
                        .append('\n');
            }
        }
    }

    /** In one line: what is said here, else its description up to where that goes on. */
    private static String line(String name, Help help) {
        var summary = SUMMARIES.get(name);
        if (summary != null) {
            return summary;
        }
        var first = String.join(" ", help.commandSpec().usageMessage().description());
        var end = first.indexOf(". ");
        var sentence = end < 0 ? first : first.substring(0, end);
        var room = Lines.WIDTH - NAME - 2;
        if (sentence.length() <= room) {
            return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        }
        return sentence.substring(0, sentence.lastIndexOf(' ', room - 4)) + " ...";
    }
}
