// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.model.EditDistance;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with arguments, told of what the parser met.
 *
 * @param what a sentence
 * @param meant what may have been meant, as a question or a hint; empty where nothing is like it
 * @param command whose help says more: {@code apiaccess can-i}
 */
record UsageError(String what, Optional<String> meant, String command) {

    /** Names this close are taken for slips. */
    private static final int CLOSE = 2;

    static UsageError of(ParameterException wrong, String[] arguments) {
        var first = wrong instanceof MissingParameterException ? unknownOption(wrong, arguments) : wrong;
        var spec = first.getCommandLine().getCommandSpec();
        return switch (first) {
            case UnmatchedArgumentException unmatched
            when !unmatched.getUnmatched().isEmpty() ->
                unmatched(spec, unmatched.getUnmatched().getFirst());
            case MissingParameterException missing -> missing(spec, missing, arguments);
            case OverwrittenOptionException twice -> of(spec, name(twice.getOverwritten()) + " is given twice");
            default -> value(spec, first);
        };
    }

    private static UsageError of(CommandSpec spec, String what) {
        return new UsageError(what, Optional.empty(), spec.qualifiedName());
    }

    /** What to do, on one line. */
    String next() {
        return meant.map(text -> text + " ").orElse("") + help();
    }

    String help() {
        return "See " + command + " --help";
    }

    /**
     * The parser names what is missing first. Where an option is misspelt, what it should have given may be missing for that reason, or its
     * value was taken for an argument.
     */
    private static ParameterException unknownOption(ParameterException missing, String[] arguments) {
        var root = missing.getCommandLine();
        root.getCommandSpec().parser().collectErrors(true);
        while (root.getParent() != null) {
            root = root.getParent();
            root.getCommandSpec().parser().collectErrors(true);
        }
        var parsed = Optional.of(root.parseArgs(arguments));
        while (parsed.isPresent()) {
            var unknown = parsed.get().errors().stream()
                    .filter(UnmatchedArgumentException.class::isInstance)
                    .map(UnmatchedArgumentException.class::cast)
                    .filter(one -> isOption(one.getUnmatched().getFirst()))
                    .findFirst();
            if (unknown.isPresent()) {
                return unknown.get();
            }
            parsed = Optional.ofNullable(parsed.get().subcommand());
        }
        return missing;
    }

    private static boolean isOption(String word) {
        return word.startsWith("-");
    }

    private static UsageError unmatched(CommandSpec spec, String word) {
        if (isOption(word)) {
            // What stands behind = may be a secret that was meant for an option.
            var option = word.split("=", 2)[0];
            return new UsageError(
                    spec.name() + " has no option " + option, meantOption(spec, option), spec.qualifiedName());
        }
        return spec.subcommands().isEmpty()
                ? of(spec, spec.name() + " takes no argument '" + word + "' here")
                : noCommand(spec, word);
    }

    private static UsageError noCommand(CommandSpec spec, String word) {
        var names = visible(spec).map(CommandSpec::name).toList();
        return new UsageError(
                spec.name() + " has no command " + word, like(word, names).map(UsageError::question), spec.name());
    }

    private static Stream<CommandSpec> visible(CommandSpec spec) {
        return spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(one -> !one.usageMessage().hidden());
    }

    private static Optional<String> meantOption(CommandSpec spec, String option) {
        return like(option, longNames(spec)).map(UsageError::question).or(() -> elsewhere(spec, option));
    }

    /** The commands that have such an option: it belongs to them, or behind them. */
    private static Optional<String> elsewhere(CommandSpec spec, String option) {
        var having = visible(spec.root())
                .filter(one -> one.findOption(option) != null)
                .map(CommandSpec::name)
                .toList();
        if (having.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                spec.parent() == null
                        ? option + " stands behind the command"
                        : option + " is an option of " + String.join(", ", having) + ".");
    }

    private static List<String> longNames(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    /** The one that begins so, or contains it, or else the nearest. */
    private static Optional<String> like(String wanted, Collection<String> names) {
        return EditDistance.nearest(wanted, names, Math.max(CLOSE, wanted.length() / 3))
                .filter(name -> EditDistance.of(name, wanted, wanted.length())
                        < wanted.replace("-", "").length())
                .or(() -> only(
                        names.stream().filter(name -> name.startsWith(wanted)).toList()))
                .or(() -> only(
                        names.stream().filter(name -> name.contains(wanted)).toList()));
    }

    private static Optional<String> only(List<String> names) {
        return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
    }

    private static String question(String name) {
        return "did you mean " + name + "?";
    }

    private static UsageError missing(CommandSpec spec, MissingParameterException missing, String[] arguments) {
        var valueless = missing.getMissing().stream()
                .filter(OptionSpec.class::isInstance)
                .map(OptionSpec.class::cast)
                .filter(option -> Arrays.stream(arguments).anyMatch(Arrays.asList(option.names())::contains))
                .findFirst();
        if (valueless.isPresent()) {
            return of(
                    spec,
                    name(valueless.get()) + " lacks its value: "
                            + valueless.get().paramLabel());
        }
        return missing.getMissing().isEmpty()
                ? of(spec, String.valueOf(missing.getMessage()))
                : of(spec, lacks(spec, missing.getMissing()));
    }

    private static String lacks(CommandSpec spec, List<ArgSpec> missing) {
        return lacks(
                spec,
                missing.stream()
                        .map(one -> one.isOption() ? name(one) + " " + one.paramLabel() : one.paramLabel())
                        .toArray(String[]::new));
    }

    /** The sentence for arguments that are not there. */
    static String lacks(CommandSpec spec, String... missing) {
        return spec.name() + " lacks " + String.join(", ", missing);
    }

    private static UsageError value(CommandSpec spec, ParameterException wrong) {
        var arg = wrong.getArgSpec();
        var value = wrong.getValue();
        if (arg == null || value == null || !arg.type().isEnum()) {
            return arg == null && value != null && !spec.subcommands().isEmpty()
                    ? noCommand(spec, value)
                    : of(spec, String.valueOf(wrong.getMessage()));
        }
        var taken = Arrays.stream(arg.type().getEnumConstants())
                .map(Object::toString)
                .toList();
        return new UsageError(
                name(arg) + " is '" + value + "': it takes " + String.join(", ", taken),
                EditDistance.nearest(value, taken, Math.min(CLOSE, (value.length() - 1) / 2))
                        .map(UsageError::question),
                spec.qualifiedName());
    }

    private static String name(ArgSpec arg) {
        if (arg instanceof OptionSpec option) {
            return option.longestName();
        }
        // Some labels are the words that are taken.
        return arg.paramLabel().startsWith("<") ? arg.paramLabel() : "the argument";
    }
}
