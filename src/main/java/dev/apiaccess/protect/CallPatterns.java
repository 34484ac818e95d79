// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.iam.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which calls of a method ARN patterns of policies match, also those with one more slash at their end, which may reach the method.
 *
 * @param apis how ARNs of the API begin, {@code arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/}; of an ARN that begins otherwise nothing
 *     is known
 * @param winners resources that take calls with the verb from the one of the method
 */
record CallPatterns(Set<String> apis, String stage, String verb, String path, List<PathTemplate> winners) {

    private static final String EVERYTHING = "*";

    /** How ARNs begin in statements that we wrote. */
    static Set<String> apis(Collection<Statement> ours) {
        var all = new HashSet<String>();
        for (var statement : ours) {
            var resources = statement.resources();
            if (resources != null && !resources.inverted()) {
                resources.patterns().stream()
                        .map(pattern -> pattern.substring(0, pattern.indexOf('/') + 1))
                        .filter(begins -> begins.startsWith("arn:") && !isOpen(begins))
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** Whether every call of the method is matched; false where that is not known. */
    boolean areCovered(List<String> patterns) {
        if (patterns.contains(EVERYTHING)) {
            return true;
        }
        List<String> spellings;
        try {
            spellings = ExecuteApi.spellings(ExecuteApi.pathPattern(path)).toList();
        } catch (IllegalArgumentException _) {
            return false;
        }
        return spellings.stream()
                .allMatch(spelling -> patterns.stream().anyMatch(pattern -> isCovered(spelling, pattern)));
    }

    /** Only a star of the pattern meets a star of the path. */
    private boolean isCovered(String spelling, String pattern) {
        return rest(pattern)
                .filter(rest -> !rest.contains("?"))
                .filter(rest -> Glob.of(rest).matches(stage + "/" + verb + "/" + spelling))
                .isPresent();
    }

    /** Whether a call of the method may be matched; true where that is not known. */
    boolean mayMeet(String pattern) {
        var rest = rest(pattern);
        if (rest.isEmpty()) {
            return true;
        }
        var parts = rest.get().split("/", 3);
        if (isOpen(parts[0])) {
            return true;
        }
        if (parts.length < 2 || !parts[0].equals(stage)) {
            return false;
        }
        if (isOpen(parts[1])) {
            return true;
        }
        if (parts.length < 3 || !parts[1].equals(verb)) {
            return false;
        }
        var template = new PathTemplate(path);
        return List.of("", "/").stream()
                .anyMatch(end -> new CallSearch("/" + parts[2], template, winners, end)
                        .find()
                        .isPresent());
    }

    /** What stands behind the API in an ARN of it. */
    private Optional<String> rest(String pattern) {
        return pattern.contains("${")
                ? Optional.empty()
                : apis.stream()
                        .filter(pattern::startsWith)
                        .findFirst()
                        .map(begins -> pattern.substring(begins.length()));
    }

    private static boolean isOpen(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }
}
