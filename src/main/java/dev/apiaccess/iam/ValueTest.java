// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Compares one value of a request with one value of a policy. */
final class ValueTest {

    enum Result {
        YES,
        NO,
        /** The value of the request is not of the operator's type: neither the operator nor its negation holds. */
        INVALID,
        /** The value of the policy is not of the operator's type. */
        MALFORMED,
        /** A variable in the value of the policy has no value. */
        NO_VALUE;

        static Result of(boolean answer) {
            return answer ? YES : NO;
        }
    }

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d{1,100}(\\.\\d{0,100})?|\\.\\d{1,100})([eE][+-]?\\d{1,3})?");
    /** The end of the year 9999 in seconds since 1970: later dates have no ISO 8601 form. */
    private static final BigDecimal LATEST = new BigDecimal("253402300799");

    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private ValueTest() {}

    static Result test(ConditionOperator.Test test, String actual, String written, Variables variables) {
        return switch (test) {
            case STRING_EQUALS -> plain(written, variables, text -> Result.of(text.equals(actual)));
            case STRING_EQUALS_IGNORE_CASE ->
                plain(
                        written,
                        variables,
                        text -> Result.of(text.toLowerCase(Locale.ROOT).equals(actual.toLowerCase(Locale.ROOT))));
            case STRING_LIKE ->
                variables
                        .glob(written)
                        .map(glob -> Result.of(glob.matches(actual)))
                        .orElse(Result.NO_VALUE);
            case NUMERIC_EQUALS -> numbers(actual, written, sign -> sign == 0);
            case NUMERIC_LESS_THAN -> numbers(actual, written, sign -> sign < 0);
            case NUMERIC_LESS_THAN_EQUALS -> numbers(actual, written, sign -> sign <= 0);
            case NUMERIC_GREATER_THAN -> numbers(actual, written, sign -> sign > 0);
            case NUMERIC_GREATER_THAN_EQUALS -> numbers(actual, written, sign -> sign >= 0);
            case DATE_EQUALS -> dates(actual, written, sign -> sign == 0);
            case DATE_LESS_THAN -> dates(actual, written, sign -> sign < 0);
            case DATE_LESS_THAN_EQUALS -> dates(actual, written, sign -> sign <= 0);
            case DATE_GREATER_THAN -> dates(actual, written, sign -> sign > 0);
            case DATE_GREATER_THAN_EQUALS -> dates(actual, written, sign -> sign >= 0);
            case BOOL, NULL -> plain(written, variables, text -> booleans(actual, text));
            case BINARY_EQUALS -> binary(actual, written);
            case IP_ADDRESS -> addresses(actual, written);
            case ARN_LIKE -> arns(actual, written, variables);
        };
    }

    private static Result plain(String written, Variables variables, Function<String, Result> comparison) {
        return variables.plain(written).map(comparison).orElse(Result.NO_VALUE);
    }

    private static Result booleans(String actual, String written) {
        String left = actual.toLowerCase(Locale.ROOT);
        String right = written.toLowerCase(Locale.ROOT);
        if (!isBoolean(left) || !isBoolean(right)) {
            return Result.INVALID;
        }
        return Result.of(left.equals(right));
    }

    private static boolean isBoolean(String text) {
        return text.equals("true") || text.equals("false");
    }

    private static Result numbers(String actual, String written, IntPredicate wanted) {
        if (!DECIMAL.matcher(actual).matches()) {
            return Result.INVALID;
        }
        if (!DECIMAL.matcher(written).matches()) {
            return Result.MALFORMED;
        }
        return Result.of(wanted.test(new BigDecimal(actual).compareTo(new BigDecimal(written))));
    }

    private static Result dates(String actual, String written, IntPredicate wanted) {
        Optional<Instant> left = instant(actual);
        Optional<Instant> right = instant(written);
        if (left.isEmpty()) {
            return Result.INVALID;
        }
        if (right.isEmpty()) {
            return Result.MALFORMED;
        }
        return Result.of(wanted.test(left.get().compareTo(right.get())));
    }

    /** ISO 8601 in the W3C profile (a year alone has four digits), otherwise seconds since 1970. */
    static Optional<Instant> instant(String text) {
        try {
            if (YEAR.matcher(text).matches()) {
                return Optional.of(startOf(Year.parse(text).atDay(1)));
            }
            if (MONTH.matcher(text).matches()) {
                return Optional.of(startOf(YearMonth.parse(text).atDay(1)));
            }
            if (DAY.matcher(text).matches()) {
                return Optional.of(startOf(LocalDate.parse(text)));
            }
            if (DECIMAL.matcher(text).matches()) {
                BigDecimal seconds = new BigDecimal(text);
                return seconds.abs().compareTo(LATEST) > 0
                        ? Optional.empty()
                        : Optional.of(
                                Instant.ofEpochMilli(seconds.movePointRight(3).longValue()));
            }
            return Optional.of(
                    switch (DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from)) {
                        case OffsetDateTime moment -> moment.toInstant();
                        case TemporalAccessor local -> LocalDateTime.from(local).toInstant(ZoneOffset.UTC);
                    });
        } catch (DateTimeException | ArithmeticException notADate) {
            return Optional.empty();
        }
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Result binary(String actual, String written) {
        try {
            byte[] left = Base64.getDecoder().decode(actual);
            byte[] right = Base64.getDecoder().decode(written);
            return Result.of(Arrays.equals(left, right));
        } catch (IllegalArgumentException notBase64) {
            return Result.INVALID;
        }
    }

    private static Result addresses(String actual, String written) {
        Optional<IpRange> range = IpRange.parse(written);
        Optional<IpRange> address = IpRange.parse(actual).filter(IpRange::isSingleAddress);
        if (address.isEmpty()) {
            return Result.INVALID;
        }
        if (range.isEmpty()) {
            return Result.MALFORMED;
        }
        return Result.of(range.get().contains(address.get()));
    }

    private static Result arns(String actual, String written, Variables variables) {
        if (Arn.tryParse(actual).isEmpty()) {
            return Result.INVALID;
        }
        return ArnPattern.compile(written, variables, ArnPattern.Missing.MATCH_NOTHING)
                .map(pattern -> pattern.isNothing() ? Result.MALFORMED : Result.of(pattern.matches(actual)))
                .orElse(Result.NO_VALUE);
    }
}
