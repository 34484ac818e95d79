// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.access.NaiveAccess.Value;
import dev.apiaccess.access.NaiveCaller.Naming;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What documents say to one call of one caller. */
final class NaivePolicies {

    enum Kind {
        /** Identity policies, boundaries and session policies. */
        IDENTITY,
        SCP,
        RESOURCE,
        ENDPOINT
    }

    /** Whether a Deny and whether an Allow matches. */
    record Says(Value deny, Value allow) {

        static final Says NOTHING = new Says(Value.NO, Value.NO);
        /** A document that may hold any statement. */
        static final Says ANYTHING = new Says(Value.UNKNOWN, Value.UNKNOWN);
        /** For what limits others and is not there. */
        static final Says NO_LIMIT = new Says(Value.NO, Value.YES);

        Says or(Says other) {
            return new Says(deny.or(other.deny), allow.or(other.allow));
        }
    }

    /**
     * What a resource policy says.
     *
     * @param allow an Allow matches, in whatever form it names the caller
     * @param named an Allow that nothing of the caller's own limits: it names the user or the session, or everybody with this
     *     aws:PrincipalArn
     * @param role an Allow names the role of the session
     * @param everybody an Allow names everybody, or all but some
     */
    record Grants(Value deny, Value allow, Value named, Value role, Value everybody) {

        static final Grants NONE = new Grants(Value.NO, Value.NO, Value.NO, Value.NO, Value.NO);
        static final Grants ANY = new Grants(Value.UNKNOWN, Value.UNKNOWN, Value.UNKNOWN, Value.UNKNOWN, Value.UNKNOWN);
    }

    private static final String VARIABLES_SINCE = "2012-10-17";
    private static final String SERVICE = "execute-api:";
    private static final Set<String> NAMING_OPERATORS = Set.of("arnequals", "arnlike", "stringequals", "stringlike");

    private final NaiveCaller caller;
    private final boolean bounded;
    private final boolean variables;
    private final NaiveConditions conditions;
    private final NaiveArns arns;

    /**
     * A call.
     *
     * @param bounded whether the caller has a boundary
     * @param variables whether documents that are given as lists of statements have variables
     */
    NaivePolicies(NaiveCaller caller, boolean bounded, boolean variables, NaiveKeys keys, List<String> readings) {
        this.caller = caller;
        this.bounded = bounded;
        this.variables = variables;
        conditions = new NaiveConditions(keys);
        arns = new NaiveArns(keys, readings);
    }

    /** One entry, or those of a list. */
    static Iterable<JsonNode> each(JsonNode value) {
        return value.isArray() ? value : List.of(value);
    }

    /** An element or, where the statement does not have it, the inverted one. */
    static JsonNode element(JsonNode statement, String name) {
        if (!statement.has(name) && !statement.has("Not" + name)) {
            throw new IllegalArgumentException("neither " + name + " nor Not" + name + ": " + statement);
        }
        return statement.has(name) ? statement.get(name) : statement.get("Not" + name);
    }

    /** What the documents say together, which is nothing where there are none. */
    Says says(JsonNode documents, Kind kind) {
        Says together = Says.NOTHING;
        for (JsonNode document : documents(documents)) {
            if (document.isTextual()) {
                together = together.or(Says.ANYTHING);
                continue;
            }
            boolean filled = hasVariables(document);
            for (JsonNode statement : statements(document)) {
                Value match = match(statement, kind, filled);
                together = together.or(isDeny(statement) ? new Says(match, Value.NO) : new Says(Value.NO, match));
            }
        }
        return together;
    }

    /** What documents say that limit what others grant; where there are none they do not. */
    Says limit(JsonNode documents, Kind kind) {
        return documents.isMissingNode() ? Says.NO_LIMIT : says(documents, kind);
    }

    /** SCPs: a Deny of any level, and an Allow of every level. */
    Says levels(JsonNode levels) {
        Says together = Says.NO_LIMIT;
        if (levels.isArray()) {
            for (JsonNode level : levels) {
                Says one = says(level, Kind.SCP);
                together = new Says(
                        together.deny().or(one.deny()), together.allow().and(one.allow()));
            }
        }
        return together;
    }

    Grants grants(JsonNode document) {
        if (document.isMissingNode()) {
            return Grants.NONE;
        }
        if (document.isTextual()) {
            return Grants.ANY;
        }
        Grants sum = Grants.NONE;
        Set<String> twice = twice(document);
        boolean filled = hasVariables(document);
        for (JsonNode statement : statements(document)) {
            Value match = match(statement, Kind.RESOURCE, filled);
            if (twice.contains(statement.path("Sid").asText(null))) {
                match = match.and(Value.UNKNOWN);
            }
            if (isDeny(statement)) {
                sum = new Grants(sum.deny.or(match), sum.allow, sum.named, sum.role, sum.everybody);
                continue;
            }
            Set<Naming> named =
                    statement.has("Principal") ? named(statement.get("Principal")) : Set.of(Naming.EVERYBODY);
            boolean itself = named.contains(Naming.ITSELF)
                    || holdsNull(statement.path("Principal"))
                    || (isStar(statement.path("Principal")) && isForPrincipalArn(statement.path("Condition")));
            sum = new Grants(
                    sum.deny,
                    sum.allow.or(match),
                    itself ? sum.named.or(match) : sum.named,
                    named.contains(Naming.ROLE) ? sum.role.or(match) : sum.role,
                    named.contains(Naming.EVERYBODY) ? sum.everybody.or(match) : sum.everybody);
        }
        return sum;
    }

    /** Sids that more than one statement has; which of them counts is not settled. */
    private static Set<String> twice(JsonNode document) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (JsonNode statement : statements(document)) {
            if (statement.has("Sid") && !once.add(statement.get("Sid").asText())) {
                twice.add(statement.get("Sid").asText());
            }
        }
        return twice;
    }

    private static Iterable<JsonNode> documents(JsonNode written) {
        if (written.isMissingNode()) {
            return List.of();
        }
        return isDocument(written) ? List.of(written) : written;
    }

    /** A list is one document if all in it are statements. */
    private static boolean isDocument(JsonNode written) {
        if (!written.isArray()) {
            return true;
        }
        for (JsonNode one : written) {
            if (!one.has("Effect")) {
                return false;
            }
        }
        return true;
    }

    private static Iterable<JsonNode> statements(JsonNode document) {
        return each(document.has("Statement") ? document.get("Statement") : document);
    }

    private boolean hasVariables(JsonNode document) {
        return document.has("Statement") ? document.path("Version").asText().equals(VARIABLES_SINCE) : variables;
    }

    private static boolean isDeny(JsonNode statement) {
        return switch (statement.path("Effect").asText()) {
            case "Deny" -> true;
            case "Allow" -> false;
            default -> throw new IllegalArgumentException("no Effect: " + statement);
        };
    }

    private Value match(JsonNode statement, Kind kind, boolean filled) {
        Value match = action(statement);
        if (match != Value.NO && (kind == Kind.RESOURCE || kind == Kind.ENDPOINT)) {
            match = match.and(principal(statement));
        }
        if (match != Value.NO) {
            match = match.and(arns.matches(statement, kind, filled));
        }
        return match == Value.NO ? match : match.and(conditions.hold(statement.get("Condition"), filled));
    }

    /** Null may name anything: what is said then is open, but for what a NotAction leaves out anyway. */
    private static Value action(JsonNode statement) {
        Value named = Value.NO;
        boolean clear = true;
        for (JsonNode entry : each(element(statement, "Action"))) {
            if (entry.isNull()) {
                clear = false;
                continue;
            }
            String action = entry.asText().toLowerCase(Locale.ROOT);
            boolean invoke = action.startsWith(SERVICE)
                    && NaiveText.covers(NaiveText.pattern(action.substring(SERVICE.length())), "invoke");
            named = named.or(Value.of(invoke || action.equals("*")));
        }
        if (statement.has("Action")) {
            return clear ? named : Value.UNKNOWN;
        }
        return clear ? named.not() : named.not().and(Value.UNKNOWN);
    }

    private Value principal(JsonNode statement) {
        if (statement.has("Principal")) {
            JsonNode principal = statement.get("Principal");
            // API Gateway's pages say that a star under AWS fails where nobody signs, IAM's that it is a bare star.
            boolean unsigned =
                    caller.kind() == NaiveCaller.Kind.ANONYMOUS && !principal.isTextual() && isStar(principal);
            return holdsNull(principal) || unsigned
                    ? Value.UNKNOWN
                    : Value.of(!named(principal).isEmpty());
        }
        if (!statement.has("NotPrincipal")) {
            return Value.NO;
        }
        if (bounded && isDeny(statement)) {
            return holdsNull(statement.get("NotPrincipal")) ? Value.UNKNOWN : Value.YES;
        }
        Value allBut = allBut(statement.get("NotPrincipal"));
        return holdsNull(statement.get("NotPrincipal")) ? allBut.and(Value.UNKNOWN) : allBut;
    }

    /**
     * Left out is who is named with the account, a session with its role too. Whether less leaves out AWS does not say, but the account
     * beside somebody else does not.
     */
    private Value allBut(JsonNode left) {
        Set<Naming> named = named(left);
        if (named.contains(Naming.EVERYBODY)) {
            return caller.kind() == NaiveCaller.Kind.ANONYMOUS && !left.isTextual() ? Value.UNKNOWN : Value.NO;
        }
        if (named.isEmpty()) {
            return Value.YES;
        }
        if (named.equals(Set.of(Naming.ACCOUNT))) {
            if (caller.kind() == NaiveCaller.Kind.ROOT) {
                return Value.NO;
            }
            return othersBeside(left) ? Value.YES : Value.UNKNOWN;
        }
        boolean session = caller.kind() == NaiveCaller.Kind.ROLE;
        boolean whole = named.contains(Naming.ACCOUNT)
                && named.contains(Naming.ITSELF)
                && (named.contains(Naming.ROLE) || !session);
        return whole ? Value.NO : Value.UNKNOWN;
    }

    private static boolean othersBeside(JsonNode principal) {
        for (JsonNode type : principal) {
            for (JsonNode entry : each(type)) {
                if (!entry.asText().matches("(arn:aws:iam::)?\\d{12}(:root)?")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** In which ways a Principal element names the caller; services and users of other providers are nobody who calls here. */
    private Set<Naming> named(JsonNode principal) {
        Set<Naming> named = EnumSet.noneOf(Naming.class);
        if (principal.isTextual()) {
            if (isStar(principal)) {
                named.add(Naming.EVERYBODY);
            }
            return named;
        }
        for (JsonNode entry : each(principal.path("AWS"))) {
            named.add(caller.namedBy(entry.asText()));
        }
        named.remove(Naming.NOT);
        return named;
    }

    private static boolean isStar(JsonNode principal) {
        if (principal.isTextual()) {
            return principal.asText().equals("*");
        }
        for (JsonNode entry : each(principal.path("AWS"))) {
            if (entry.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsNull(JsonNode principal) {
        for (JsonNode entry : each(principal.path("AWS"))) {
            if (entry.isNull()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a condition lets through only callers whose ARN it gives. */
    private static boolean isForPrincipalArn(JsonNode condition) {
        for (Map.Entry<String, JsonNode> block : condition.properties()) {
            if (NAMING_OPERATORS.contains(block.getKey().toLowerCase(Locale.ROOT))) {
                for (Map.Entry<String, JsonNode> key : block.getValue().properties()) {
                    if (key.getKey().equalsIgnoreCase("aws:PrincipalArn")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
