// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.access.NaivePolicies.Grants;
import dev.apiaccess.access.NaivePolicies.Kind;
import dev.apiaccess.access.NaivePolicies.Says;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A second evaluator of access cases. It is written from the rules of the cases alone and shares no code with the engine, so that each
 * is a witness of the other; it is made for being read. What is not known is carried through Kleene's connectives, part by part.
 */
public final class NaiveAccess {

    /** Three values; the connectives are Kleene's, in which NO is less than UNKNOWN and UNKNOWN less than YES. */
    public enum Value {
        NO,
        UNKNOWN,
        YES;

        static Value of(boolean truth) {
            return truth ? YES : NO;
        }

        Value and(Value other) {
            return compareTo(other) < 0 ? this : other;
        }

        Value or(Value other) {
            return compareTo(other) > 0 ? this : other;
        }

        Value not() {
            return switch (this) {
                case NO -> YES;
                case UNKNOWN -> UNKNOWN;
                case YES -> NO;
            };
        }
    }

    /**
     * What a case comes to.
     *
     * @param layer the layer that decides, in the words of the cases; empty where their rules leave it open, such as for a Deny that
     *     another Deny may precede
     */
    public record Answer(Value value, String layer) {}

    private static final String OPEN = "";

    private static final JsonNode DEFAULT_METHODS =
            JsonNodeFactory.instance.objectNode().put("GET /orders", "AWS_IAM");

    private final JsonNode theCase;
    private final String verb;
    private final String path;

    private NaiveAccess(JsonNode theCase) {
        this.theCase = theCase;
        String call = theCase.path("call").asText("GET /orders");
        verb = call.substring(0, call.indexOf(' '));
        path = call.substring(call.indexOf(' ') + 1);
    }

    /**
     * Decides a case whose statements are written out.
     *
     * @throws IllegalArgumentException when a statement is none, for example without Action and NotAction
     */
    public static Answer answer(JsonNode theCase) {
        return new NaiveAccess(theCase).answer();
    }

    private Answer answer() {
        JsonNode methods = theCase.has("methods") ? theCase.get("methods") : DEFAULT_METHODS;
        Set<String> found = new HashSet<>();
        for (String one : readPaths()) {
            JsonNode there = NaiveRoutes.find(methods, verb, one);
            found.add(
                    there == null
                            ? "none"
                            : there.path("authorization").asText(there.asText())
                                    + there.path("apiKey").asBoolean());
        }
        if (found.size() > 1) {
            return new Answer(Value.UNKNOWN, "route");
        }
        JsonNode method = NaiveRoutes.find(methods, verb, path);
        if (method == null) {
            return new Answer(Value.NO, "route");
        }
        String authorization = method.path("authorization").asText(method.asText());
        Answer answer = switch (authorization) {
            case "NONE" -> throughEndpoint(withoutAuthorization());
            case "AWS_IAM" -> signed();
            case "CUSTOM" -> throughEndpoint(authorizer());
            case "COGNITO_USER_POOLS" -> throughEndpoint(userPool());
            default -> throughEndpoint(new Answer(Value.UNKNOWN, "authorization"));
        };
        return method.path("apiKey").asBoolean() ? withKey(answer) : answer;
    }

    private Answer withKey(Answer answer) {
        String key = theCase.path("key").asText("");
        if (answer.value() == Value.NO || key.equals("works")) {
            return answer;
        }
        if (key.isEmpty()) {
            return answer.value() == Value.YES ? new Answer(Value.UNKNOWN, "key") : answer;
        }
        return new Answer(Value.NO, "key");
    }

    private Answer withoutAuthorization() {
        if (!theCase.has("resource")) {
            return new Answer(Value.YES, OPEN);
        }
        Grants resource = resourcePolicyForAnonymous();
        return new Answer(resource.deny().not().and(resource.allow()), "resource");
    }

    /** Whom an endpoint policy sees where nobody has to sign is not settled: nobody, or who signs all the same. */
    private Answer throughEndpoint(Answer answer) {
        if (answer.value() == Value.NO || !theCase.has("endpointPolicy")) {
            return answer;
        }
        Value unsigned = endpoint(NaiveCaller.ANONYMOUS);
        Value signed = endpoint(NaiveCaller.parse(theCase.path("caller").asText("user/ann")));
        if (unsigned == Value.NO && signed == Value.NO) {
            return new Answer(Value.NO, "endpoint");
        }
        return unsigned == Value.YES && signed == Value.YES ? answer : new Answer(Value.UNKNOWN, OPEN);
    }

    private Value endpoint(NaiveCaller caller) {
        Says endpoint = policies(caller).says(theCase.path("endpointPolicy"), Kind.ENDPOINT);
        return endpoint.deny().not().and(endpoint.allow());
    }

    private Answer authorizer() {
        return resourcePolicyForAnonymous().deny() == Value.YES
                ? new Answer(Value.NO, "resource")
                : new Answer(Value.UNKNOWN, "authorization");
    }

    private Answer userPool() {
        Grants resource = resourcePolicyForAnonymous();
        boolean silent = theCase.has("resource") && resource.allow() == Value.NO;
        return silent || resource.deny() == Value.YES
                ? new Answer(Value.NO, "resource")
                : new Answer(Value.UNKNOWN, "authorization");
    }

    private Grants resourcePolicyForAnonymous() {
        return policies(NaiveCaller.ANONYMOUS).grants(theCase.path("resource"));
    }

    private Answer signed() {
        NaiveCaller caller = NaiveCaller.parse(theCase.path("caller").asText("user/ann"));
        if (caller.kind() == NaiveCaller.Kind.ANONYMOUS) {
            return new Answer(Value.NO, "authorization");
        }
        boolean root = caller.kind() == NaiveCaller.Kind.ROOT;
        NaivePolicies policies = policies(caller);
        Says scp = caller.serviceLinked() ? Says.NO_LIMIT : policies.levels(theCase.path("scps"));
        Grants resource = policies.grants(theCase.path("resource"));
        Says identity = root ? Says.NO_LIMIT : policies.says(theCase.path("identity"), Kind.IDENTITY);
        Says boundary = root ? Says.NO_LIMIT : policies.limit(theCase.path("boundary"), Kind.IDENTITY);
        Says session = root ? Says.NO_LIMIT : policies.limit(theCase.path("session"), Kind.IDENTITY);
        Says endpoint = policies.limit(theCase.path("endpointPolicy"), Kind.ENDPOINT);

        Map<String, Value> denies = new LinkedHashMap<>();
        denies.put("scp", scp.deny());
        denies.put("resource", resource.deny());
        denies.put("identity", identity.deny());
        denies.put("boundary", boundary.deny());
        denies.put("session", session.deny());
        denies.put("endpoint", endpoint.deny());
        Answer answer = new Answer(Value.YES, OPEN);
        for (Map.Entry<String, Value> layer : denies.entrySet()) {
            answer = then(answer, layer.getValue().not(), layer.getKey());
        }
        answer = then(answer, endpoint.allow(), "endpoint");
        answer = then(answer, scp.allow(), "scp");

        Value limits = boundary.allow().and(session.allow());
        Value own = identity.allow().and(limits);
        if (!caller.account().equals(NaiveCaller.API_ACCOUNT)) {
            answer = then(answer, resource.allow(), "resource");
            return then(answer, own, layer(identity, boundary));
        }
        Value everybody =
                resource.everybody() == Value.YES && limits != Value.YES ? Value.UNKNOWN : resource.everybody();
        Value role = resource.role().and(limits);
        Value granted = own.or(resource.named()).or(role).or(everybody);
        // A grant to the role that a limit stops: the rules name a layer only for what stops an identity policy.
        boolean roleStopped = identity.allow() == Value.NO && resource.role() != Value.NO;
        return then(answer, granted, roleStopped ? OPEN : layer(identity, boundary));
    }

    /** One more layer that has to let the call through. Where it does not, it is the one that decides if all before it surely let through. */
    private static Answer then(Answer before, Value next, String layer) {
        if (before.value() == Value.NO) {
            return before;
        }
        if (next != Value.NO) {
            return new Answer(before.value().and(next), OPEN);
        }
        return new Answer(Value.NO, before.value() == Value.YES ? layer : OPEN);
    }

    /** Which layer is named where the caller's own policies grant nothing. */
    private static String layer(Says identity, Says boundary) {
        return switch (identity.allow()) {
            case NO -> "identity";
            case UNKNOWN -> OPEN;
            case YES ->
                switch (boundary.allow()) {
                    case NO -> "boundary";
                    case UNKNOWN -> OPEN;
                    case YES -> "session";
                };
        };
    }

    private NaivePolicies policies(NaiveCaller caller) {
        NaiveKeys keys =
                new NaiveKeys(theCase.path("with"), theCase.path("partial").asBoolean(), caller);
        boolean bounded = theCase.has("boundary")
                && caller.kind() != NaiveCaller.Kind.ANONYMOUS
                && caller.kind() != NaiveCaller.Kind.ROOT;
        boolean variables = theCase.path("version").asText("2012-10-17").equals("2012-10-17");
        return new NaivePolicies(caller, bounded, variables, keys, readings());
    }

    /** What the path may be compared as, each as the last part of the method's ARN; one for a path without peculiarities. */
    private List<String> readings() {
        return readPaths().stream().map(this::lastPart).toList();
    }

    /** The path in every way in which it may be read, one after the other as long as that gives another. */
    private Set<String> readPaths() {
        Set<String> paths = new LinkedHashSet<>(List.of(path));
        int before = 0;
        while (paths.size() > before) {
            before = paths.size();
            for (String one : List.copyOf(paths)) {
                paths.add(NaiveRoutes.decoded(one));
                paths.add(upperCased(one));
                paths.add(one.replaceAll("/+", "/"));
                if (one.length() > 1 && one.endsWith("/")) {
                    paths.add(one.substring(0, one.length() - 1));
                }
            }
        }
        return paths;
    }

    /** The path with the digits of its escapes in upper case. */
    private static String upperCased(String path) {
        StringBuilder upper = new StringBuilder(path);
        for (int i = 0; i + 2 < path.length(); i++) {
            if (path.charAt(i) == '%') {
                upper.replace(i, i + 3, path.substring(i, i + 3).toUpperCase(Locale.ROOT));
            }
        }
        return upper.toString();
    }

    private String lastPart(String reading) {
        return NaiveArns.API + "/prod/" + verb + "/" + (reading.startsWith("/") ? reading.substring(1) : reading);
    }
}
