// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.NaivePolicies.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Random access cases from a vocabulary so small that what they hold meets, in the structure of the written cases with all names resolved.
 * A case follows from seed and number alone.
 *
 * <p>About two cases of three hold nothing of what AWS's documents leave open, so that they are not all unknown. Left out is what the
 * rules themselves do not settle: another value of aws:SecureTransport, IfExists or set operators on aws:PrincipalArn, an endpoint policy
 * without Principal, policies of the root user, short ARNs in SCPs, a path that ends in two slashes.
 */
public final class RandomCases {

    private static final List<String> CALLERS = List.of(
            "user/ann",
            "user/ann",
            "user/ann",
            "user/ann",
            "user/ann",
            "user/teams/bob",
            "role/app",
            "role/apps/app",
            "role/apps/app as s2",
            "user/teams/bob",
            "role/app",
            "role/app",
            "role/apps/app",
            "role/apps/app",
            "role/apps/app as s2",
            "root",
            "anonymous",
            "role/aws-service-role/ops.amazonaws.com/AWSServiceRoleForOps",
            "222222222222:user/ann",
            "222222222222:role/apps/app",
            "222222222222:root",
            "222222222222:user/teams/bob",
            "222222222222:role/apps/app as s2");

    private static final List<String> PATHS = List.of(
            "/orders", "/orders", "/orders", "/orders/7", "/", "/users/ann", "/users/bob", "/teams/red", "/a:b");
    private static final List<String> ODD_PATHS = List.of(
            "/orders/",
            "/orders//7",
            "//orders",
            "/orders%2F7",
            "/%6Frders",
            "/users/ann/",
            "/orders/7%20x",
            "/orders//7/");
    private static final List<String> TEMPLATES = List.of(
            "/orders",
            "/orders/{id}",
            "/",
            "/users/{name}",
            "/users/ann",
            "/{any}/{more+}",
            "/{proxy+}",
            "/orders/{rest+}");
    private static final List<String> AUTHORIZATIONS =
            List.of("NONE", "NONE", "CUSTOM", "COGNITO_USER_POOLS", "JWT", "SIXTH");

    private final long seed;

    public RandomCases(long seed) {
        this.seed = seed;
    }

    /** The case of a number, a new tree each time. */
    public ObjectNode at(long number) {
        return new Draft(new Dice(new SplittableRandom(seed * 1_000_003 + number)))
                .draw("random-" + seed + "-" + number);
    }

    /** One case while it is drawn. */
    private static final class Draft {

        private final Dice dice;
        private final boolean odd;
        private final int denies;
        private final String caller;
        private final String verb;
        private final String path;
        private final RandomStatements statements;

        Draft(Dice dice) {
            this.dice = dice;
            odd = dice.chance(33);
            denies = dice.chance(55) ? 0 : 35;
            caller = dice.of(CALLERS);
            verb = dice.of("GET", "GET", "GET", "GET", "POST", "OPTIONS");
            path = dice.of(odd && dice.chance(35) ? ODD_PATHS : PATHS);
            statements = new RandomStatements(dice, NaiveCaller.parse(caller), verb, path, odd);
        }

        ObjectNode draw(String name) {
            ObjectNode drawn = JsonNodeFactory.instance.objectNode();
            drawn.put("case", name).put("caller", caller).put("call", verb + " " + path);
            drawn.set("methods", methods());
            if (dice.chance(70)) {
                drawn.put("key", dice.of("none", "works", "works", "works", "disabled", "elsewhere"));
            }
            if (!caller.endsWith("root")) {
                set(drawn, 88, "identity", this::identity);
                set(drawn, 35, "boundary", () -> document(Kind.IDENTITY, 50));
                set(drawn, 28, "session", this::session);
            }
            if (dice.chance(8)) {
                drawn.put("scps", "NotSeen");
            } else {
                set(drawn, 25, "scps", this::levels);
            }
            set(drawn, 60, "resource", () -> document(Kind.RESOURCE, 0));
            set(drawn, 15, "endpointPolicy", () -> document(Kind.ENDPOINT, 60));
            if (dice.chance(45)) {
                drawn.put("version", dice.of("2012-10-17", "2008-10-17", "none"));
            }
            drawn.set("with", statements.conditions().with());
            if (dice.chance(30)) {
                drawn.put("partial", dice.chance(65));
            }
            return drawn;
        }

        private void set(ObjectNode drawn, int percent, String name, Supplier<JsonNode> value) {
            if (dice.chance(percent)) {
                drawn.set(name, value.get());
            }
        }

        private ObjectNode methods() {
            ObjectNode methods = JsonNodeFactory.instance.objectNode();
            int others = dice.of(List.of(0, 0, 0, 0, 1, 2));
            for (int i = 0; i < others; i++) {
                methods.set(dice.of("GET", "POST", "ANY", verb) + " " + dice.of(TEMPLATES), method());
            }
            if (dice.chance(95)) {
                methods.set(dice.of(verb, verb, verb, "ANY") + " " + template(), method());
            }
            return methods;
        }

        /** A template that the path fits, but for the root, which no greedy one takes in. */
        private String template() {
            if (ODD_PATHS.contains(path) && !path.equals("/orders/") && !path.equals("/users/ann/")) {
                return "/{proxy+}";
            }
            String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            int last = trimmed.lastIndexOf('/');
            return dice.of(
                    trimmed,
                    trimmed,
                    trimmed.equals("/")
                            ? "/"
                            : trimmed.substring(0, last) + (last == 0 ? "/{any}" : parameter(trimmed)),
                    trimmed.equals("/") && dice.chance(50) ? "/" : "/{proxy+}");
        }

        /** API Gateway allows one parameter beside others of the same parent. */
        private static String parameter(String path) {
            return path.startsWith("/users/") ? "/{name}" : "/{id}";
        }

        private JsonNode method() {
            String authorization = dice.chance(76) ? "AWS_IAM" : dice.of(AUTHORIZATIONS);
            return dice.chance(80)
                    ? JsonNodeFactory.instance.textNode(authorization)
                    : JsonNodeFactory.instance
                            .objectNode()
                            .put("authorization", authorization)
                            .put("apiKey", dice.chance(85));
        }

        /** A list of statements, or a list of documents. */
        private JsonNode identity() {
            return dice.chance(55) ? list(Kind.IDENTITY, 0) : documents(Kind.IDENTITY, 0);
        }

        private JsonNode session() {
            ArrayNode documents = JsonNodeFactory.instance.arrayNode();
            int many = dice.between(1, 2);
            for (int i = 0; i < many; i++) {
                documents.add(document(Kind.IDENTITY, 40));
            }
            return documents;
        }

        private JsonNode documents(Kind kind, int allowAll) {
            ArrayNode documents = JsonNodeFactory.instance.arrayNode();
            int many = dice.between(1, 2);
            for (int i = 0; i < many; i++) {
                documents.add(unreadable() ? unreadableDocument() : written(list(kind, allowAll)));
            }
            return documents;
        }

        private JsonNode levels() {
            ArrayNode levels = JsonNodeFactory.instance.arrayNode();
            int many = dice.between(1, 3);
            for (int i = 0; i < many; i++) {
                levels.add(documents(Kind.SCP, 85));
            }
            return levels;
        }

        private JsonNode document(Kind kind, int allowAll) {
            if (unreadable()) {
                return unreadableDocument();
            }
            ArrayNode list = list(kind, allowAll);
            return dice.chance(50) ? list : written(list);
        }

        private boolean unreadable() {
            return odd && dice.chance(8);
        }

        private static JsonNode unreadableDocument() {
            return JsonNodeFactory.instance.textNode("unreadable");
        }

        /** As AWS has it, with a Version or without. */
        private ObjectNode written(ArrayNode statementsOfIt) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            if (dice.chance(85)) {
                document.put("Version", dice.of("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"));
            }
            boolean single = statementsOfIt.size() == 1 && dice.chance(50);
            document.set("Statement", single ? statementsOfIt.get(0) : statementsOfIt);
            return document;
        }

        /**
         * Statements of one document, at least one.
         *
         * @param allowAll in how many of 100 one of them allows everything
         */
        private ArrayNode list(Kind kind, int allowAll) {
            List<JsonNode> drawn = new ArrayList<>();
            if (dice.chance(allowAll)) {
                drawn.add(statements.allowAll(kind));
            }
            int many = dice.of(List.of(1, 1, 2, 2, 3)) - drawn.size();
            for (int i = 0; i < many; i++) {
                drawn.add(statements.statement(kind, dice.chance(denies)));
            }
            return JsonNodeFactory.instance.arrayNode().addAll(drawn);
        }
    }
}
