// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.iam.ConditionKeys;
import dev.apiaccess.iam.ExecuteApi;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is said of a call, by options or in a file of tests: verb, path, and condition keys, which are gathered here. */
final class Given {

    /** How a wrong value is refused. */
    @FunctionalInterface
    interface Refusal {
        /**
         * What is thrown.
         *
         * @param name of what was given
         * @param wanted what it takes
         */
        RuntimeException of(String name, String value, String wanted);
    }

    private final String prefix;
    private final Refusal refusal;
    private final Map<String, List<String>> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param prefix in front of names in messages: {@code --} for options */
    Given(String prefix, Refusal refusal) {
        this.prefix = prefix;
        this.refusal = refusal;
    }

    /** The verb in upper case. */
    String verb(String given) {
        var verb = given.toUpperCase(Locale.ROOT);
        if (!ExecuteApi.VERBS.contains(verb) && !verb.equals("ANY")) {
            throw refusal.of("<VERB>", given, "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY");
        }
        return verb;
    }

    String path(String given) {
        if (!given.startsWith("/")) {
            throw refusal.of(
                    "<path>", given, "a path that begins with /, without the stage: /orders/17 or /orders/{id}");
        }
        if (given.contains("?") || given.contains("#")) {
            throw refusal.of("<path>", given, "a path without query and fragment: leave out what follows ? or #");
        }
        return given;
    }

    void with(String pair) {
        var equals = pair.indexOf('=');
        if (equals <= 0) {
            throw refusal.of(prefix + "with", pair, "key=value, such as aws:SourceVpce=vpce-1");
        }
        var key = pair.substring(0, equals);
        if (ConditionKeys.followsFromCaller(key)) {
            throw refusal.of(prefix + "with", pair, "no key that follows from the principal");
        }
        put("with", key, pair.substring(equals + 1));
    }

    void from(String address) {
        put("from", "aws:SourceIp", address);
    }

    void at(String text) {
        var time = time(text);
        put("at", "aws:CurrentTime", time.toString());
        put("at", "aws:EpochTime", Long.toString(time.getEpochSecond()));
    }

    void mfa(boolean given) {
        put("mfa", "aws:MultiFactorAuthPresent", Boolean.toString(given));
    }

    /** All that was given of conditions. */
    Map<String, List<String>> keys() {
        return keys;
    }

    /** @param value empty where the call does not have the key */
    private void put(String option, String key, String value) {
        var values = keys.get(key);
        if (values != null && (ConditionKeys.isSingle(key) || value.isEmpty() || values.isEmpty())) {
            throw refusal.of(prefix + option, key, "a key that is not said already: a call has one " + key);
        }
        if (!value.isEmpty()) {
            ConditionKeys.wanted(key, value).ifPresent(wanted -> {
                throw refusal.of(prefix + option, value, wanted);
            });
        }
        var all = new ArrayList<>(values == null ? List.<String>of() : values);
        if (!value.isEmpty()) {
            all.add(value);
        }
        keys.put(key, List.copyOf(all));
    }

    private Instant time(String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException _) {
            throw refusal.of(prefix + "at", text, "a day or a time with its zone: 2027-01-31 or 2027-01-31T09:00:00Z");
        }
    }
}
