// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One value of a policy against one value of a call. */
final class NaiveComparison {

    /** NOT_COMPARABLE: a value is not of the operator's type, which meets neither the operator nor its negation. */
    enum Result {
        MET,
        NOT_MET,
        NOT_COMPARABLE,
        NOT_KNOWN
    }

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final BigDecimal END_OF_9999 = new BigDecimal("253402300799");
    private static final Pattern DATE =
            Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
                    + "(Z|[+-]\\d{2}:?\\d{2}))?)?)?");
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
    private static final int ARN_PARTS = 6;

    private NaiveComparison() {}

    /**
     * Whether the call's value meets the policy's.
     *
     * @param operator in lower case, without IfExists and without what is for sets; negated ones are asked as if they were not
     * @throws IllegalArgumentException when there is no such operator
     */
    static Result compare(String operator, String wanted, String given) {
        return switch (operator) {
            case "stringequals", "stringnotequals" -> result(wanted.equals(given));
            case "stringequalsignorecase", "stringnotequalsignorecase" ->
                result(wanted.toLowerCase(Locale.ROOT).equals(given.toLowerCase(Locale.ROOT)));
            case "stringlike", "stringnotlike" -> result(NaiveText.covers(wanted, given));
            case "arnequals", "arnlike", "arnnotequals", "arnnotlike" -> arns(wanted, given);
            case "bool" -> booleans(wanted.toLowerCase(Locale.ROOT), given.toLowerCase(Locale.ROOT));
            case "binaryequals" -> binaries(wanted, given);
            case "ipaddress", "notipaddress" -> addresses(wanted, given);
            default -> ordered(operator, wanted, given);
        };
    }

    /** A value of a policy that has none meets nothing; it does not make a value comparable that is not. */
    static Result withoutValue(String operator, String given) {
        return operator.startsWith("arn") && !isArn(given) ? Result.NOT_COMPARABLE : Result.NOT_MET;
    }

    /** Whether a value of a call can be compared by an operator. */
    static boolean isComparable(String operator, String given) {
        return operator.endsWith("ipaddress") ? address(given) != null : isOfType(operator, given);
    }

    /** Whether a value of a policy can be compared by an operator. */
    static boolean isOfType(String operator, String wanted) {
        if (operator.startsWith("arn")) {
            return isArn(wanted);
        }
        if (operator.startsWith("numeric")) {
            return number(wanted) != null;
        }
        if (operator.startsWith("date")) {
            return instant(wanted) != null;
        }
        return !operator.endsWith("ipaddress") || addresses(wanted, "127.0.0.1") != Result.NOT_COMPARABLE;
    }

    static boolean isArn(String text) {
        return text.startsWith("arn:") && text.split(":", ARN_PARTS).length == ARN_PARTS;
    }

    private static Result result(boolean met) {
        return met ? Result.MET : Result.NOT_MET;
    }

    private static Result arns(String wanted, String given) {
        if (!isArn(given)) {
            return Result.NOT_COMPARABLE;
        }
        if (!isArn(wanted)) {
            return Result.NOT_MET;
        }
        String[] patterns = wanted.split(":", ARN_PARTS);
        String[] parts = given.split(":", ARN_PARTS);
        boolean met = true;
        for (int i = 0; i < ARN_PARTS; i++) {
            met = met && NaiveText.covers(patterns[i], parts[i]);
        }
        return result(met);
    }

    private static Result booleans(String wanted, String given) {
        boolean comparable = isBoolean(wanted) && isBoolean(given);
        return comparable ? result(wanted.equals(given)) : Result.NOT_COMPARABLE;
    }

    private static boolean isBoolean(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static Result binaries(String wanted, String given) {
        try {
            return result(Arrays.equals(
                    Base64.getDecoder().decode(wanted), Base64.getDecoder().decode(given)));
        } catch (IllegalArgumentException _) {
            return Result.NOT_COMPARABLE;
        }
    }

    private static Result ordered(String operator, String wanted, String given) {
        if (operator.startsWith("numeric")) {
            return relate(operator.substring("numeric".length()), number(wanted), number(given));
        }
        if (operator.startsWith("date")) {
            return relate(operator.substring("date".length()), instant(wanted), instant(given));
        }
        throw new IllegalArgumentException("no such operator: " + operator);
    }

    private static <T extends Comparable<T>> Result relate(String relation, @Nullable T wanted, @Nullable T given) {
        if (wanted == null || given == null) {
            return Result.NOT_COMPARABLE;
        }
        int order = given.compareTo(wanted);
        return switch (relation) {
            case "equals", "notequals" -> result(order == 0);
            case "lessthan" -> result(order < 0);
            case "lessthanequals" -> result(order <= 0);
            case "greaterthan" -> result(order > 0);
            case "greaterthanequals" -> result(order >= 0);
            default -> throw new IllegalArgumentException("no such relation: " + relation);
        };
    }

    private static @Nullable BigDecimal number(String text) {
        return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    /** A date as W3C writes it, whose missing parts are the first, or seconds since 1970. Four digits are a year. */
    private static @Nullable Instant instant(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            BigDecimal seconds = number(text);
            return seconds == null || seconds.abs().compareTo(END_OF_9999) > 0
                    ? null
                    : Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
        }
        try {
            LocalDate day = LocalDate.of(
                    Integer.parseInt(text(date, 1, "")),
                    Integer.parseInt(text(date, 2, "01")),
                    Integer.parseInt(text(date, 3, "01")));
            LocalTime time = LocalTime.parse(text(date, 4, "00:00"));
            return LocalDateTime.of(day, time).toInstant(ZoneOffset.of(text(date, 5, "Z")));
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static String text(Matcher matcher, int group, String absent) {
        return Objects.requireNonNullElse(matcher.group(group), absent);
    }

    private static Result addresses(String wanted, String given) {
        int slash = wanted.indexOf('/');
        byte[] network = address(slash < 0 ? wanted : wanted.substring(0, slash));
        byte[] address = address(given);
        if (network == null || address == null) {
            return Result.NOT_COMPARABLE;
        }
        int bits = network.length * Byte.SIZE;
        if (slash >= 0) {
            String prefix = wanted.substring(slash + 1);
            if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > bits) {
                return Result.NOT_COMPARABLE;
            }
            bits = Integer.parseInt(prefix);
        }
        boolean met = network.length == address.length;
        for (int bit = 0; met && bit < bits; bit++) {
            met = bit(network, bit) == bit(address, bit);
        }
        return result(met);
    }

    private static int bit(byte[] bytes, int number) {
        return (bytes[number / Byte.SIZE] >> (Byte.SIZE - 1 - number % Byte.SIZE)) & 1;
    }

    private static byte @Nullable [] address(String text) {
        try {
            if (V4.matcher(text).matches()) {
                return Inet4Address.ofLiteral(text).getAddress();
            }
            return V6.matcher(text).matches() ? Inet6Address.ofLiteral(text).getAddress() : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
