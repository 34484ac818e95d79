// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is known of condition keys of calls, without regard to letter case. Source: IAM user guide, global condition context keys. */
public final class ConditionKeys {

    /** A form of values, with what is said of it. */
    private record Form(Predicate<String> fits, String words) {}

    private static final Form AN_ADDRESS = new Form(
            value -> IpRange.parse(value).filter(IpRange::isSingleAddress).isPresent(),
            "one address, such as 203.0.113.9");
    private static final Form A_TRUTH =
            new Form(value -> value.equals("true") || value.equals("false"), "true or false");
    private static final Form A_MOMENT =
            new Form(value -> ValueTest.instant(value).isPresent(), "a time, such as 2027-01-31T09:00:00Z");
    private static final Form A_COUNT = new Form(value -> value.matches("\\d{1,15}"), "a number of seconds");
    private static final Form AN_ARN = new Form(value -> Arn.tryParse(value).isPresent(), "an ARN");
    private static final Form A_TEXT = new Form(_ -> true, "a text");

    /** Keys that have one value. */
    private static final Map<String, Form> SINGLE = Map.ofEntries(
            Map.entry("aws:sourceip", AN_ADDRESS),
            Map.entry("aws:vpcsourceip", AN_ADDRESS),
            Map.entry("aws:multifactorauthpresent", A_TRUTH),
            Map.entry("aws:securetransport", A_TRUTH),
            Map.entry("aws:currenttime", A_MOMENT),
            Map.entry("aws:tokenissuetime", A_MOMENT),
            Map.entry("aws:epochtime", A_COUNT),
            Map.entry("aws:multifactorauthage", A_COUNT),
            Map.entry("aws:sourcearn", AN_ARN),
            Map.entry("aws:referer", A_TEXT),
            Map.entry("aws:useragent", A_TEXT),
            Map.entry("aws:userid", A_TEXT),
            Map.entry("aws:sourcevpc", A_TEXT),
            Map.entry("aws:sourcevpce", A_TEXT),
            Map.entry("aws:principalorgid", A_TEXT));

    private static final Set<String> OF_CALLER =
            Set.of("aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username");

    private ConditionKeys() {}

    /** Whether a key follows from the caller, so that nobody has to say it. */
    public static boolean followsFromCaller(String key) {
        return OF_CALLER.contains(key.toLowerCase(Locale.ROOT));
    }

    /** Whether a call has at most one value of a key. */
    public static boolean isSingle(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return SINGLE.containsKey(name) || name.startsWith("aws:principaltag/");
    }

    /** What a value of the key has to be, when this one is something else: a condition on it would be as good as not there. */
    public static Optional<String> wanted(String key, String value) {
        Form form = SINGLE.getOrDefault(key.toLowerCase(Locale.ROOT), A_TEXT);
        return form.fits().test(value) ? Optional.empty() : Optional.of(form.words());
    }
}
