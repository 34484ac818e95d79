// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.NaivePolicies.Kind;
import java.util.ArrayList;
import java.util.List;

/** Random statements, of whose parts each meets a call about every other time or more often. */
final class RandomStatements {

    private static final String HERE = "arn:aws:execute-api:eu-west-1:111111111111:";

    private final Dice dice;
    private final NaiveCaller caller;
    private final String verb;
    private final String path;
    private final boolean odd;
    private final RandomConditions conditions;
    private int sids;

    RandomStatements(Dice dice, NaiveCaller caller, String verb, String path, boolean odd) {
        this.dice = dice;
        this.caller = caller;
        this.verb = verb;
        this.path = path.substring(1);
        this.odd = odd;
        conditions = new RandomConditions(dice, caller, odd);
    }

    RandomConditions conditions() {
        return conditions;
    }

    /** Allows everything to everybody. */
    ObjectNode allowAll(Kind kind) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode().put("Effect", "Allow");
        if (kind == Kind.RESOURCE || kind == Kind.ENDPOINT) {
            statement.put("Principal", "*");
        }
        return statement.put("Action", dice.of("*", "execute-api:*")).put("Resource", "*");
    }

    ObjectNode statement(Kind kind, boolean deny) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        if (kind == Kind.RESOURCE && odd && dice.chance(35)) {
            statement.put("Sid", "Twice");
        } else if (dice.chance(30)) {
            sids++;
            statement.put("Sid", "S" + sids);
        }
        statement.put("Effect", deny ? "Deny" : "Allow");
        if (kind == Kind.RESOURCE || kind == Kind.ENDPOINT) {
            principal(statement, kind);
        }
        put(statement, dice.chance(8) ? "NotAction" : "Action", actions(), 4);
        boolean inverted = dice.chance(10);
        put(statement, inverted ? "NotResource" : "Resource", resources(kind, inverted), 3);
        if (kind == Kind.RESOURCE && !deny && dice.chance(20)) {
            statement.set("Condition", conditions.forPrincipalArn());
        } else if (dice.chance(42)) {
            statement.set("Condition", conditions.condition());
        }
        return statement;
    }

    private void put(ObjectNode statement, String element, List<String> texts, int percentNull) {
        if (texts.size() == 1 && dice.chance(60)) {
            statement.put(element, texts.getFirst());
            return;
        }
        ArrayNode list = statement.putArray(element);
        texts.forEach(list::add);
        if (odd && dice.chance(percentNull)) {
            list.addNull();
        }
    }

    private List<String> some(List<String> pool) {
        int many = dice.of(List.of(1, 1, 1, 2, 3));
        List<String> some = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            some.add(dice.of(pool));
        }
        return some;
    }

    private List<String> actions() {
        return some(
                dice.chance(80)
                        ? List.of(
                                "execute-api:Invoke", "execute-api:Invoke", "execute-api:*", "*", "Execute-API:inv?ke")
                        : List.of(
                                "execute-api:ManageConnections",
                                "iam:*",
                                "*:*",
                                "execute-*:Invoke",
                                "execute-api:Invoke ",
                                "execute-api:Invoke,iam:*",
                                "execute-api:*Cache"));
    }

    private List<String> resources(Kind kind, boolean inverted) {
        List<String> pool = dice.chance(62) ? near() : far();
        List<String> texts = some(pool);
        boolean ofApi = kind == Kind.RESOURCE && dice.chance(50);
        texts.replaceAll(text -> ofApi && text.startsWith(HERE + NaiveArns.API + "/")
                ? "execute-api:" + text.substring((HERE + NaiveArns.API).length())
                : text);
        if (kind != Kind.SCP && (odd || !inverted) && dice.chance(inverted ? 25 : 5)) {
            texts.set(
                    0,
                    dice.of(
                            "arn:aws:execute-api:eu-west-1",
                            "arn:aws:execute-api:us-east-1",
                            "arn:aws:execute-api:*",
                            "arn:aws:execute-api:us-*",
                            "arn:aws:execute-api:eu-west-1:111111111111"));
        }
        return texts;
    }

    /** Most of them take in the call. */
    private List<String> near() {
        String stage = HERE + NaiveArns.API + "/prod/";
        String shorter = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        return List.of(
                "*",
                stage + verb + "/" + path,
                stage + verb + "/" + path,
                stage + verb + "/*",
                stage + "*",
                stage + "*/" + path,
                stage + verb + "/" + shorter + "?",
                stage + verb + "/" + folder + "*",
                stage + verb + "/" + folder + dice.of("${aws:username}", "${aws:PrincipalTag/team}"),
                stage + verb + "/" + folder + "${aws:PrincipalTag/team, 'red'}*",
                HERE + NaiveArns.API + "/*/" + verb + "/" + path,
                HERE + NaiveArns.API + "/*",
                "arn:aws:execute-api:*:*:*/prod/*",
                "arn:aws:execute-api:EU-*:111111111111:abc?23def4/prod/*",
                "arn:*:execute-api:eu-west-1:" + dice.of("*", "1*") + ":*");
    }

    /** Few of them take in the call. */
    private List<String> far() {
        String stage = HERE + NaiveArns.API + "/prod/";
        return List.of(
                stage + "POST/*",
                stage + verb + "/orders",
                stage + verb + "/orders/*",
                stage + verb + "/" + path + "/",
                stage + verb + "/" + path + "${*}",
                stage + "get/*",
                stage + "ANY/*",
                stage + verb,
                stage + verb + "/orders/{id}",
                stage + verb + "/users/${aws:username}",
                stage + verb + "/teams/${aws:PrincipalTag/team}",
                stage + verb + "/teams/${aws:PrincipalTag/team, 'red'}",
                HERE + NaiveArns.API + "/dev/*",
                HERE + "zzz123def4/prod/*",
                HERE + NaiveArns.API,
                "arn:aws:execute-api:us-east-1:111111111111:*",
                "arn:aws:execute-api:eu-west-1:222222222222:*",
                "arn:aws-cn:execute-api:*:*:*",
                "arn:aws:execute-*:*:*:*",
                "arn:aws:iam::111111111111:*");
    }

    private void principal(ObjectNode statement, Kind kind) {
        if (kind == Kind.RESOURCE && dice.chance(3)) {
            return;
        }
        boolean inverted = kind == Kind.RESOURCE && dice.chance(9);
        if (!inverted && dice.chance(kind == Kind.ENDPOINT ? 50 : 18)) {
            statement.put("Principal", "*");
            return;
        }
        ObjectNode principal = statement.putObject(inverted ? "NotPrincipal" : "Principal");
        if (!inverted && dice.chance(4)) {
            principal.put("Service", "lambda.amazonaws.com");
            return;
        }
        put(principal, "AWS", some(names(inverted)), 2);
    }

    private List<String> names(boolean inverted) {
        String account = caller.account().isEmpty() ? NaiveCaller.API_ACCOUNT : caller.account();
        String iam = "arn:aws:iam::" + account + ":";
        List<String> names = new ArrayList<>();
        if (dice.chance(inverted ? 45 : 75)) {
            names.add(account);
            names.add(iam + "root");
            if (!inverted) {
                names.add("*");
            }
            if (!caller.arn().isEmpty()) {
                names.add(caller.arn());
                names.add(caller.arn());
                names.add(caller.session().isEmpty() ? caller.arn() : caller.session());
            }
        } else {
            names.addAll(List.of(
                    "333333333333",
                    iam + "user/zoe",
                    iam + "role/other/app",
                    "arn:aws:sts::" + account + ":assumed-role/app/s9",
                    "arn:aws:iam::333333333333:root",
                    iam + "role/*"));
        }
        return names;
    }
}
