// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Random Condition elements, and keys of a call that meet them about every other time. */
final class RandomConditions {

    private enum Type {
        STRING,
        NUMBER,
        DATE,
        BOOL,
        BINARY,
        IP,
        ARN
    }

    /**
     * A condition key.
     *
     * @param given values that calls have; none where the key follows from the caller
     * @param wanted values that policies ask for
     */
    private record Key(String name, Type type, List<String> given, List<String> wanted) {}

    private static final Map<Type, List<String>> OPERATORS = Map.of(
            Type.STRING,
                    List.of(
                            "StringEquals",
                            "StringNotEquals",
                            "StringEqualsIgnoreCase",
                            "StringNotEqualsIgnoreCase",
                            "StringLike",
                            "StringNotLike"),
            Type.NUMBER, ordered("Numeric"),
            Type.DATE, ordered("Date"),
            Type.BOOL, List.of("Bool"),
            Type.BINARY, List.of("BinaryEquals"),
            Type.IP, List.of("IpAddress", "NotIpAddress"),
            Type.ARN, List.of("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"));

    private static final String PRINCIPAL_ARN = "aws:PrincipalArn";

    private static final List<Key> KEYS = List.of(
            new Key(
                    "aws:UserAgent",
                    Type.STRING,
                    List.of("curl/8.1", "curl/8.1", "wget", "Curl/8.1"),
                    List.of("curl/8.1", "CURL/8.1", "curl/*", "c?rl/8.1", "wget")),
            new Key(
                    "aws:Referer",
                    Type.STRING,
                    List.of("ann", "red", "red*", "https://example.com/orders"),
                    List.of(
                            "ann",
                            "${aws:username}",
                            "${aws:PrincipalTag/team}",
                            "${aws:PrincipalTag/team, 'red'}",
                            "${AWS:principaltag/team}${*}",
                            "${aws:TagKeys}",
                            "https://*")),
            new Key(
                    "aws:PrincipalTag/team",
                    Type.STRING,
                    List.of("red", "red", "blue", "red*"),
                    List.of("red", "blue", "r*", "RED", "${aws:Referer}")),
            new Key(
                    "aws:PrincipalOrgPaths",
                    Type.STRING,
                    List.of("o-1/r-1/ou-1/", "o-1/r-1/ou-2/"),
                    List.of("o-1/r-1/ou-1/*", "o-1/r-1/ou-2/", "o-2/*")),
            new Key("aws:TagKeys", Type.STRING, List.of("a", "b", "c"), List.of("a", "b", "A", "?")),
            new Key("aws:username", Type.STRING, List.of(), List.of("ann", "bob", "a*")),
            new Key("aws:PrincipalAccount", Type.STRING, List.of(), List.of("111111111111", "222222222222", "1*")),
            new Key("aws:PrincipalType", Type.STRING, List.of(), List.of("User", "AssumedRole", "Account")),
            new Key(
                    PRINCIPAL_ARN,
                    Type.ARN,
                    List.of(),
                    List.of(
                            "arn:aws:iam::111111111111:role/*",
                            "arn:aws:iam::*:user/ann",
                            "arn:aws:iam::222222222222:*",
                            "arn:aws:iam::${aws:PrincipalAccount}:*")),
            new Key(
                    "aws:SourceArn",
                    Type.ARN,
                    List.of("arn:aws:sns:eu-west-1:111111111111:t", "arn:aws:sqs:eu-west-1:222222222222:q:x", "nobody"),
                    List.of(
                            "arn:aws:sns:*:${aws:PrincipalAccount}:t",
                            "arn:aws:sns:*:*:${aws:PrincipalTag/team}",
                            "arn:aws:s?s:eu-west-1:*:*",
                            "arn:aws:sqs:*:222222222222:q*x",
                            "arn:aws:*:t",
                            "nobody")),
            new Key(
                    "aws:MultiFactorAuthAge",
                    Type.NUMBER,
                    List.of("300", "300.0", "299.5", "1000", "-1", "300abc"),
                    List.of("300", "300", "1000", "-1", "0.5", "tomorrow")),
            new Key("aws:CurrentTime", Type.DATE, Dates.GIVEN, Dates.WANTED),
            new Key("aws:TokenIssueTime", Type.DATE, Dates.GIVEN, Dates.WANTED),
            new Key("aws:EpochTime", Type.DATE, List.of("1780272000", "1700000000"), Dates.WANTED),
            new Key(
                    "aws:MultiFactorAuthPresent",
                    Type.BOOL,
                    List.of("true", "false", "True", "1"),
                    List.of("true", "false", "${aws:PrincipalTag/mfa, 'true'}", "yes")),
            new Key("aws:SecureTransport", Type.BOOL, List.of(), List.of("true", "True", "false")),
            new Key(
                    "aws:SourceIp",
                    Type.IP,
                    List.of("203.0.113.9", "203.0.113.9", "198.51.100.1", "2001:db8::1", "somewhere"),
                    List.of(
                            "203.0.113.0/24",
                            "203.0.113.9",
                            "203.0.113.8/31",
                            "0.0.0.0/0",
                            "10.0.0.0/8",
                            "2001:0DB8:0:0:0:0:0:1",
                            "2001:db8::/33",
                            "203.0.113.0/99")),
            new Key("test:Blob", Type.BINARY, List.of("QmluYXJ5", "QmluYXJ6"), List.of("QmluYXJ5", "QmluYXJ6")));

    /** The same moment in several spellings, one that is earlier, and texts that are none. */
    private static final class Dates {
        private static final List<String> GIVEN = List.of(
                "2026-06-01T00:00:00Z",
                "2026-06-01T02:00:00+02:00",
                "2020-01-01T00:00:00.5Z",
                "1780272000",
                "tomorrow");
        private static final List<String> WANTED =
                List.of("2026-06-01T00:00:00Z", "2026-06-01", "2026", "1780272000", "1700000000", "2026-02-30");
    }

    private final Dice dice;
    private final NaiveCaller caller;
    private final boolean odd;

    RandomConditions(Dice dice, NaiveCaller caller, boolean odd) {
        this.dice = dice;
        this.caller = caller;
        this.odd = odd;
    }

    /** Keys of a call. What follows from the caller is seldom given besides. */
    ObjectNode with() {
        ObjectNode with = JsonNodeFactory.instance.objectNode();
        int absent = dice.of(List.of(20, 40, 80));
        for (Key key : KEYS) {
            if (key.name().equals("aws:SecureTransport")
                    || dice.chance(key.given().isEmpty() ? 97 : absent)) {
                continue;
            }
            List<String> values = key.given().isEmpty() ? key.wanted().subList(0, 1) : key.given();
            String name = dice.chance(4) ? key.name().toLowerCase(Locale.ROOT) : key.name();
            if (dice.chance(7)) {
                with.putArray(name);
            } else if (dice.chance(12)) {
                ArrayNode several = with.putArray(name);
                int many = dice.between(1, 3);
                for (int i = 0; i < many; i++) {
                    several.add(dice.of(values));
                }
            } else if (dice.chance(6)) {
                with.put(name, "");
            } else {
                with.set(name, scalar(dice.of(values)));
            }
        }
        return with;
    }

    ObjectNode condition() {
        ObjectNode condition = JsonNodeFactory.instance.objectNode();
        // Letter case makes no other key: to ask the same twice is not settled.
        Set<String> drawn = new HashSet<>();
        int many = dice.of(List.of(1, 1, 1, 1, 2, 2, 3, dice.chance(20) ? 0 : 1));
        for (int i = 0; i < many; i++) {
            Key key = dice.of(KEYS);
            String operator = operator(key);
            ObjectNode block = condition.withObjectProperty(operator);
            String name = dice.chance(4) ? key.name().toUpperCase(Locale.ROOT) : key.name();
            if (drawn.add((operator + " " + name).toLowerCase(Locale.ROOT))) {
                block.set(name, wanted(key, operator));
            }
        }
        if (odd && dice.chance(4)) {
            condition.putObject(dice.of("StringEquals", "ForAllValues:StringLike", "IpAddress"));
        }
        return condition;
    }

    /** Lets through only callers whose ARN is one of some, the caller's about every other time. */
    ObjectNode forPrincipalArn() {
        ObjectNode condition = dice.chance(20) ? condition() : JsonNodeFactory.instance.objectNode();
        String operator = dice.of("ArnEquals", "ArnLike", "StringEquals", "StringLike", "stringlike", "ArnNotEquals");
        String other = operator.endsWith("ike") ? "arn:aws:iam::*:role/*" : "arn:aws:iam::111111111111:user/zoe";
        for (Map.Entry<String, JsonNode> block : condition.properties()) {
            if (block.getKey().equalsIgnoreCase(operator) && block.getValue() instanceof ObjectNode keys) {
                keys.remove(List.of(PRINCIPAL_ARN, PRINCIPAL_ARN.toUpperCase(Locale.ROOT)));
            }
        }
        condition
                .withObjectProperty(operator)
                .put(PRINCIPAL_ARN, dice.chance(60) && !caller.arn().isEmpty() ? caller.arn() : other);
        return condition;
    }

    private String operator(Key key) {
        if (dice.chance(8)) {
            return dice.of("Null", "Null", "ForAllValues:Null", "ForAnyValue:Null");
        }
        Type type = key.type();
        if (dice.chance(8)) {
            type = dice.of(List.of(Type.STRING, Type.STRING, Type.NUMBER, Type.DATE));
        }
        String operator = dice.of(Objects.requireNonNull(OPERATORS.get(type)));
        // Which of these still counts as "everybody, with this aws:PrincipalArn" is not written anywhere.
        if (!key.name().equals(PRINCIPAL_ARN)) {
            boolean set = dice.chance(25);
            operator = set ? dice.of("ForAllValues:", "ForAnyValue:") + operator : operator;
            operator = dice.chance(set ? 20 : 15) ? operator + "IfExists" : operator;
        }
        return dice.chance(3) ? operator.toLowerCase(Locale.ROOT) : operator;
    }

    private JsonNode wanted(Key key, String operator) {
        List<String> pool = pool(key, operator);
        int many = dice.of(List.of(0, 1, 1, 1, 1, 1, 1, 2, 2, 3));
        if (many == 1 && dice.chance(70)) {
            return scalar(dice.of(pool));
        }
        ArrayNode wanted = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < many; i++) {
            wanted.add(scalar(dice.of(pool)));
        }
        if (odd && dice.chance(5)) {
            wanted.addNull();
        }
        return wanted;
    }

    private List<String> pool(Key key, String operator) {
        if (operator.toLowerCase(Locale.ROOT).endsWith("null")) {
            return List.of("true", "false");
        }
        List<String> pool = key.wanted();
        if (key.name().equals(PRINCIPAL_ARN) && !caller.arn().isEmpty()) {
            pool = Stream.concat(Stream.of(caller.arn()), pool.stream()).toList();
        }
        if (!odd && operator.toLowerCase(Locale.ROOT).contains("arnnot")) {
            return pool.stream()
                    .filter(value -> !value.equals("nobody") && !value.equals("arn:aws:*:t"))
                    .toList();
        }
        return pool;
    }

    private static List<String> ordered(String type) {
        return Stream.of("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
                .map(relation -> type + relation)
                .toList();
    }

    /** A number or a truth value is sometimes written as JSON has it. */
    private JsonNode scalar(String text) {
        if (dice.chance(20)) {
            if (List.of("true", "false").contains(text)) {
                return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
            }
            if (text.matches("-?[0-9]{3,11}")) {
                return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
            }
        }
        return JsonNodeFactory.instance.textNode(text);
    }
}
