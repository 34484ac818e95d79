// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ARN with wildcards. The six parts are compared one by one: a wildcard stays inside its part, and inside the sixth it
 * crosses {@code /} and {@code :}. Partition, service, region and account are compared without letter case; the service
 * takes no wildcard. The pattern {@code *} matches everything.
 */
public final class ArnPattern {

    /** What a pattern with fewer than six parts means. */
    enum Missing {
        /** Missing parts match anything: identity policies and boundaries. */
        MATCH_ANYTHING,
        /** As above when a wildcard is written, otherwise the pattern matches nothing: resource policies. */
        NEED_WILDCARD,
        /** As above when it ends with a star, otherwise the pattern matches nothing: service control policies. */
        NEED_LAST_STAR,
        /** The pattern matches nothing: conditions, whose wildcards may also stand in the service. */
        MATCH_NOTHING
    }

    static final int PARTS = 6;
    private static final int SERVICE = 2;
    private static final int RESOURCE = 5;

    private static final ArnPattern EVERYTHING = new ArnPattern(true, List.of());
    private static final ArnPattern NOTHING = new ArnPattern(false, List.of());

    private final boolean everything;
    private final List<Glob> parts;
    /** The last part, which differs most; null where there is none. */
    private final @Nullable Glob resource;

    private ArnPattern(boolean everything, List<Glob> parts) {
        this.everything = everything;
        this.parts = parts;
        this.resource = parts.isEmpty() ? null : parts.getLast();
    }

    /** A pattern of an identity policy, {@code ${...}} being plain text. */
    public static ArnPattern of(String text) {
        return compile(text, Variables.NONE, Missing.MATCH_ANYTHING).orElse(NOTHING);
    }

    /** Empty when a variable in the pattern has no value; then it matches nothing and cannot be negated either. */
    static Optional<ArnPattern> compile(String text, Variables variables, Missing missing) {
        if (text.equals("*")) {
            return Optional.of(EVERYTHING);
        }
        List<String> written = split(text);
        if (!written.getFirst().equals("arn") && missing != Missing.MATCH_NOTHING) {
            return Optional.of(NOTHING);
        }
        if (written.size() < PARTS && !fills(text, missing)) {
            return Optional.of(NOTHING);
        }
        if (missing != Missing.MATCH_NOTHING && wildcardService(written)) {
            return Optional.of(NOTHING);
        }
        List<Glob> parts = new ArrayList<>(PARTS);
        for (int i = 0; i < PARTS; i++) {
            if (i >= written.size()) {
                parts.add(Glob.of("*"));
            } else if (i == RESOURCE || missing == Missing.MATCH_NOTHING) {
                Optional<Glob> part = variables.glob(written.get(i));
                if (part.isEmpty()) {
                    return Optional.empty();
                }
                parts.add(part.get());
            } else {
                parts.add(Glob.of(written.get(i).toLowerCase(Locale.ROOT)));
            }
        }
        return Optional.of(new ArnPattern(false, parts));
    }

    /** The parts of a text in the form in which they are compared; none when it is not an ARN. */
    record Parts(List<String> texts) {

        static Parts of(String arn) {
            String[] actual = arn.split(":", PARTS);
            if (actual.length < PARTS || !actual[0].equals("arn")) {
                return new Parts(List.of());
            }
            for (int i = 0; i < RESOURCE; i++) {
                actual[i] = actual[i].toLowerCase(Locale.ROOT);
            }
            return new Parts(List.of(actual));
        }
    }

    /** True when the text is an ARN (or anything, for the pattern {@code *}) that matches. */
    public boolean matches(String arn) {
        return everything || matches(Parts.of(arn));
    }

    boolean matches(Parts arn) {
        if (everything) {
            return true;
        }
        if (resource == null
                || arn.texts().isEmpty()
                || !resource.matches(arn.texts().get(RESOURCE))) {
            return false;
        }
        for (int i = RESOURCE - 1; i >= 0; i--) {
            if (!parts.get(i).matches(arn.texts().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it matches nothing at all, not being an ARN. */
    boolean isNothing() {
        return !everything && resource == null;
    }

    private static boolean fills(String text, Missing missing) {
        return switch (missing) {
            case MATCH_ANYTHING -> true;
            case NEED_WILDCARD -> text.contains("*") || text.contains("?");
            case NEED_LAST_STAR -> text.endsWith("*");
            case MATCH_NOTHING -> false;
        };
    }

    /** A lone star at the end of a short ARN stands for all that follows, not for the service alone. */
    private static boolean wildcardService(List<String> written) {
        if (written.size() <= SERVICE) {
            return false;
        }
        String service = written.get(SERVICE);
        boolean shortEnd = written.size() == SERVICE + 1 && service.equals("*");
        return !shortEnd && (service.contains("*") || service.contains("?"));
    }

    /** How many parts of an ARN a text has. */
    static int parts(String text) {
        return split(text).size();
    }

    /** Splits at the first five colons that are not inside a variable. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>(PARTS);
        int from = 0;
        int at = 0;
        int lastClose = text.lastIndexOf('}');
        while (at < text.length() && parts.size() < RESOURCE) {
            if (at < lastClose && text.startsWith("${", at)) {
                at = text.indexOf('}', at);
            } else if (text.charAt(at) == ':') {
                parts.add(text.substring(from, at));
                from = at + 1;
            }
            at++;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
