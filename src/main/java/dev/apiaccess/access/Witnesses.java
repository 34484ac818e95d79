// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Paths that stand for all paths of a template: one that no policy singles out, in two lengths, and one for each pattern, and for each two,
 * that policies have on some paths of it. Policies tell apart no more by one or two of their patterns; what three tell apart only together is
 * not looked for.
 */
final class Witnesses {

    /** More patterns than this are not taken in pairs: hundreds of calls are no longer an explanation. */
    private static final int MOST_IN_PAIRS = 16;

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^},]+)[^}]*}");
    private static final int ARN_PARTS = 6;
    private static final int LONG = 12;
    private static final String FILLERS = "17xqzjk0234589~";

    /**
     * Each pattern, followed by itself with one of its stars standing for something: what another pattern takes out of its shortest text is not
     * to be taken for the whole.
     */
    private final List<List<int[]>> patterns;

    private final char filler;

    /**
     * The witnesses of a caller.
     *
     * @param policies everything that may tell paths apart
     * @param known the value of a condition key in a policy variable, where it is known
     */
    Witnesses(Stream<Attached> policies, Function<String, Optional<String>> known) {
        var texts = policies.flatMap(Witnesses::resources)
                .flatMap(text -> Stream.of(text, filledIn(text, known)))
                .distinct()
                .toList();
        var all = String.join("", texts.stream().map(Witnesses::path).toList());
        this.filler = (char) FILLERS.chars()
                .filter(character -> all.indexOf(character) < 0)
                .findFirst()
                .orElse('~');
        this.patterns = texts.stream().map(this::pattern).toList();
    }

    /** The text with the variables filled in whose values are known. */
    private static String filledIn(String text, Function<String, Optional<String>> known) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        known.apply(variable.group(1).strip()).orElse(variable.group())));
    }

    private List<int[]> pattern(String text) {
        var all = new ArrayList<int[]>();
        all.add(Meeting.policy(text));
        for (var star = text.indexOf('*'); star >= 0; star = text.indexOf('*', star + 1)) {
            all.add(Meeting.policy(text.substring(0, star + 1) + filler + filler + text.substring(star + 1)));
        }
        return all;
    }

    private static Stream<String> resources(Attached attached) {
        if (!(attached instanceof Attached.Parsed readable)) {
            return Stream.empty();
        }
        return readable.document().statements().stream()
                .flatMap(statement -> statement.resources() == null
                        ? Stream.<String>empty()
                        : statement.resources().patterns().stream())
                .map(text -> text.split(":", ARN_PARTS))
                .filter(parts -> parts.length == ARN_PARTS)
                .map(parts -> parts[ARN_PARTS - 1]);
    }

    /** What follows API, stage and verb. */
    private static String path(String resource) {
        var parts = resource.split("/", 4);
        return parts[parts.length - 1];
    }

    /**
     * Paths of a template, each with its leading slash.
     *
     * @param place API, stage and verb as an ARN has them, with a slash at the end
     * @param deployed templates of the methods that may be met
     */
    Set<String> of(String place, String template, List<String> deployed) {
        var paths = new LinkedHashSet<String>();
        var inPlace = Meeting.template(place + template.substring(1));
        paths.add(filled(template, String.valueOf(filler)));
        paths.add(filled(template, String.valueOf(filler).repeat(LONG)));
        for (var other : deployed) {
            new Meeting(List.of(inPlace, Meeting.template(place + other.substring(1))), filler)
                    .text()
                    .ifPresent(text -> paths.add(path(place, text)));
        }
        var meeting = new ArrayList<int[]>();
        for (var pattern : patterns) {
            var texts = pattern.stream()
                    .flatMap(one -> new Meeting(List.of(inPlace, one), filler).text().stream())
                    .toList();
            if (!texts.isEmpty()) {
                meeting.add(pattern.getFirst());
                texts.forEach(text -> paths.add(path(place, text)));
            }
        }
        if (meeting.size() <= MOST_IN_PAIRS) {
            for (var one : meeting) {
                for (var other : meeting.subList(meeting.indexOf(one) + 1, meeting.size())) {
                    var text = new Meeting(List.of(inPlace, one, other), filler).text();
                    text.ifPresent(both -> paths.add(path(place, both)));
                }
            }
        }
        // No call has such a path, whatever a policy says of it.
        paths.removeIf(path -> path.contains("?") || path.contains("#"));
        return paths;
    }

    private static String path(String place, String text) {
        return "/" + text.substring(place.length());
    }

    private static String filled(String template, String value) {
        return template.replaceAll("\\{[^}]*\\+}", value + "/" + value).replaceAll("\\{[^}]*}", value);
    }

    /** Whether a path has parameters. */
    static boolean isTemplate(String path) {
        return path.contains("{");
    }
}
