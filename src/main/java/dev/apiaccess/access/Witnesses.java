// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    /** Where a pattern or a template may begin to stand for something else. */
    private static final String OPEN = "*?{$";

    private static final int ARN_PARTS = 6;
    private static final int LONG = 12;
    private static final String FILLERS = "17xqzjk0234589~";

    private final List<Beginning> texts;
    private final char filler;
    private final Memory memory;

    /**
     * A pattern or a template.
     *
     * @param length how many characters at its beginning stand for themselves
     */
    record Beginning(String text, int length) {

        static Beginning of(String text) {
            var length = 0;
            while (length < text.length() && OPEN.indexOf(text.charAt(length)) < 0) {
                length++;
            }
            return new Beginning(text, length);
        }

        /** Most patterns are about other methods, which is seen before a path is looked for. */
        boolean isAlike(Beginning other) {
            return text.regionMatches(0, other.text, 0, Math.min(length, other.length));
        }
    }

    /**
     * A template where it stands.
     *
     * @param method API, stage and verb as an ARN has them, with a slash at the end
     * @param whole both as an ARN has them
     */
    record Place(String method, String template, Beginning whole) {

        static Place of(String method, String template) {
            return new Place(method, template, Beginning.of(method + template.substring(1)));
        }
    }

    /**
     * What the policies of a caller tell apart on a template: callers of whom the same is told get the same paths.
     *
     * @param filler a character that none of the caller's patterns has
     * @param patterns those that some path of the template matches
     */
    record Told(char filler, List<String> patterns) {

        /** Of a path without parameters. */
        static final Told NOTHING = new Told('1', List.of());

        Told {
            patterns = List.copyOf(patterns);
        }
    }

    /**
     * The witnesses of a caller.
     *
     * @param policies everything that may tell paths apart
     * @param known the value of a condition key in a policy variable, where it is known
     * @param memory of all callers of the stage
     */
    Witnesses(Stream<Attached> policies, Function<String, Optional<String>> known, Memory memory) {
        this.memory = memory;
        var here = new LinkedHashSet<Beginning>();
        var used = new BitSet(FILLERS.length());
        policies.forEach(attached -> {
            var read = memory.patterns(attached);
            here.addAll(read.here());
            used.or(read.used());
            for (var text : read.varying()) {
                memory.take(text, here, used);
                if (varies(text)) {
                    memory.take(filledIn(text, known), here, used);
                }
            }
        });
        this.texts = List.copyOf(here);
        var free = used.nextClearBit(0);
        this.filler = free < FILLERS.length() ? FILLERS.charAt(free) : '~';
    }

    private static boolean varies(String text) {
        return text.indexOf('$') >= 0;
    }

    /** The text with the variables filled in whose values are known. */
    private static String filledIn(String text, Function<String, Optional<String>> known) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        known.apply(variable.group(1).strip()).orElse(variable.group())));
    }

    /** What follows API, stage and verb. */
    private static String path(String resource) {
        var parts = resource.split("/", 4);
        return parts[parts.length - 1];
    }

    /** What the policies tell apart on a template. */
    Told told(Place place) {
        var patterns = new ArrayList<String>();
        for (var one : texts) {
            if (place.whole().isAlike(one)
                    && !memory.meeting(place.whole().text(), one.text(), filler).isEmpty()) {
                patterns.add(one.text());
            }
        }
        return new Told(filler, patterns);
    }

    /** Whether a path has parameters. */
    static boolean isTemplate(String path) {
        return path.contains("{");
    }

    /** What was worked out once for all callers. Not safe for threads. */
    static final class Memory {

        private final Beginning stage;
        private final IdentityHashMap<Attached, Patterns> patterns = new IdentityHashMap<>();
        private final Map<Pair, List<String>> meetings = new HashMap<>();

        /** A template in its place, and a pattern. */
        private record Pair(String inPlace, String pattern, char filler) {}

        /**
         * The resources of a document.
         *
         * @param here those that may be about the stage
         * @param used which of the fillers stand in a path, of any stage
         * @param varying where some have variables, all of them in their order, to be looked at for each caller; then there is nothing else
         */
        private record Patterns(Set<Beginning> here, BitSet used, List<String> varying) {}

        /** @param stage API and stage as ARNs of its calls have them, with a slash at the end */
        Memory(String stage) {
            this.stage = Beginning.of(stage);
        }

        private Patterns patterns(Attached attached) {
            return patterns.computeIfAbsent(
                    attached,
                    one -> one instanceof Attached.Parsed readable ? read(readable) : read(List.<String>of()));
        }

        private Patterns read(List<String> resources) {
            var here = new LinkedHashSet<Beginning>();
            var used = new BitSet(FILLERS.length());
            if (resources.stream().anyMatch(Witnesses::varies)) {
                return new Patterns(here, used, resources);
            }
            resources.forEach(text -> take(text, here, used));
            return new Patterns(here, used, List.of());
        }

        private void take(String text, Set<Beginning> here, BitSet used) {
            var one = Beginning.of(text);
            if (stage.isAlike(one)) {
                here.add(one);
            }
            var path = Witnesses.path(text);
            for (var filler = 0; filler < FILLERS.length(); filler++) {
                if (path.indexOf(FILLERS.charAt(filler)) >= 0) {
                    used.set(filler);
                }
            }
        }

        /** Patterns of resources, without what an ARN begins with. */
        private Patterns read(Attached.Parsed readable) {
            return read(readable.document().statements().stream()
                    .flatMap(statement -> statement.resources() == null
                            ? Stream.<String>empty()
                            : statement.resources().patterns().stream())
                    .map(text -> text.split(":", ARN_PARTS))
                    .filter(parts -> parts.length == ARN_PARTS)
                    .map(parts -> parts[ARN_PARTS - 1])
                    .toList());
        }

        /** Shortest paths that match both, in their place; none where no path does. */
        List<String> meeting(String inPlace, String pattern, char filler) {
            return meetings.computeIfAbsent(new Pair(inPlace, pattern, filler), Memory::met);
        }

        /**
         * With the pattern, and with itself with one of its stars standing for something: what another pattern takes out of its shortest text is
         * not to be taken for the whole.
         */
        private static List<String> met(Pair pair) {
            var template = Meeting.template(pair.inPlace());
            var text = pair.pattern();
            var all = new ArrayList<int[]>();
            all.add(Meeting.policy(text));
            for (var star = text.indexOf('*'); star >= 0; star = text.indexOf('*', star + 1)) {
                all.add(Meeting.policy(
                        text.substring(0, star + 1) + pair.filler() + pair.filler() + text.substring(star + 1)));
            }
            return all.stream()
                    .flatMap(one -> new Meeting(List.of(template, one), pair.filler()).text().stream())
                    .toList();
        }

        /**
         * Paths of a template, each with its leading slash.
         *
         * @param deployed templates of the methods that may be met
         */
        Set<String> paths(Place at, Told told, List<String> deployed) {
            var filler = told.filler();
            var place = at.method();
            var inPlace = at.whole().text();
            var tokens = Meeting.template(inPlace);
            var paths = new LinkedHashSet<String>();
            paths.add(filled(at.template(), String.valueOf(filler)));
            paths.add(filled(at.template(), String.valueOf(filler).repeat(LONG)));
            for (var other : deployed) {
                new Meeting(List.of(tokens, Meeting.template(place + other.substring(1))), filler)
                        .text()
                        .ifPresent(text -> paths.add(path(place, text)));
            }
            var patterns = told.patterns();
            patterns.forEach(one -> meeting(inPlace, one, filler).forEach(text -> paths.add(path(place, text))));
            for (var one = 0; one < patterns.size() && patterns.size() <= MOST_IN_PAIRS; one++) {
                for (var other : patterns.subList(one + 1, patterns.size())) {
                    new Meeting(List.of(tokens, Meeting.policy(patterns.get(one)), Meeting.policy(other)), filler)
                            .text()
                            .ifPresent(both -> paths.add(path(place, both)));
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
    }
}
