// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.JsonTree.Elements;
import dev.apiaccess.iam.JsonTree.Kind;
import dev.apiaccess.iam.JsonTree.Members;
import dev.apiaccess.iam.JsonTree.Node;
import dev.apiaccess.iam.JsonTree.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy document and refuses, with {@link PolicyFormatException}, any that it cannot represent in full: a dropped element would
 * change who has access. Scalars are accepted for arrays, one statement for a list, native numbers and booleans for condition values; a
 * missing Version is the old one; an empty Sid is none.
 */
public final class PolicyReader {

    private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    /** Six parts, so that it counts as an ARN, of a service that does not exist. */
    private static final String NAMES_NOTHING = "arn:none:none:none:none:none";

    private static final String SID_TWICE = "which of two statements with the same Sid counts";

    private final PolicyKind kind;

    /** Whether statements that AWS takes though its documentation does not settle them are read as unclear. */
    private final boolean foreign;

    private PolicyReader(PolicyKind kind, boolean foreign) {
        this.kind = kind;
        this.foreign = foreign;
    }

    /** Reads a document whose use is not known. */
    public static PolicyDocument read(String json) {
        return read(json, PolicyKind.ANY);
    }

    /** Reads a document and checks that it has the elements its use demands and none that its use forbids. */
    public static PolicyDocument read(String json, PolicyKind kind) {
        return read(json, kind, false);
    }

    /**
     * Reads a document of others, as AWS returned it. What AWS takes though its documentation does not say what it means (an empty operator,
     * null among values, a Sid that is used twice) makes its statement unclear; {@link #read} refuses it.
     */
    public static PolicyDocument readForeign(String json, PolicyKind kind) {
        return read(json, kind, true);
    }

    private static PolicyDocument read(String json, PolicyKind kind, boolean foreign) {
        if (json.length() > PolicyLimits.DOCUMENT_LENGTH) {
            throw new PolicyFormatException(
                    "$: " + json.length() + " characters, at most " + PolicyLimits.DOCUMENT_LENGTH + " are allowed");
        }
        if (kind == PolicyKind.IDENTITY || kind == PolicyKind.TRUST) {
            IdentityRules.checkCharacters(json);
        }
        PolicyDocument document = new PolicyReader(kind, foreign).document(JsonTree.read(json));
        if (kind == PolicyKind.IDENTITY) {
            IdentityRules.check(document);
        }
        if (kind == PolicyKind.IDENTITY || kind == PolicyKind.TRUST) {
            // Escapes of JSON stand for characters too.
            document.statements().forEach(statement -> IdentityRules.checkCharacters(PolicyWriter.shown(statement)));
        }
        return document;
    }

    private PolicyDocument document(Node root) {
        Members members = members(root, "a policy document");
        refuseUnknown(members, DOCUMENT_ELEMENTS);
        String version = string(members, "Version");
        if (version != null && !version.equals(PolicyDocument.CURRENT) && !version.equals(PolicyDocument.OLD)) {
            throw at(members, "Version").error("is \"2012-10-17\" or \"2008-10-17\", not \"" + version + "\"");
        }
        Node statement = members.byName().get("Statement");
        if (statement == null) {
            throw members.place().error("Statement is missing");
        }
        List<Node> nodes = statement instanceof Elements elements ? elements.values() : List.of(statement);
        if (nodes.isEmpty()) {
            throw statement.place().error("holds no statement");
        }
        List<Statement> statements = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        for (Node node : nodes) {
            Statement read = statement(node);
            if (read.sid() != null && !sids.add(read.sid())) {
                if (!foreign) {
                    throw node.place().error("Sid \"" + read.sid() + "\" is used twice");
                }
                String sid = read.sid();
                statements.replaceAll(other -> Objects.equals(other.sid(), sid) ? other.asUnclear(SID_TWICE) : other);
                read = read.asUnclear(SID_TWICE);
            }
            statements.add(read);
        }
        return new PolicyDocument(version == null ? PolicyDocument.OLD : version, string(members, "Id"), statements);
    }

    private Statement statement(Node node) {
        Members members = members(node, "a statement");
        refuseUnknown(members, STATEMENT_ELEMENTS);
        List<String> unclear = new ArrayList<>();
        String sid = string(members, "Sid");
        PrincipalSet principals = principals(members, unclear);
        Choice actions = choice(members, "Action", "NotAction", unclear);
        if (actions == null) {
            throw members.place().error("Action is missing");
        }
        Choice resources = choice(members, "Resource", "NotResource", unclear);
        demandElements(members, principals != null, resources != null);
        return new Statement(
                sid == null || sid.isEmpty() ? null : sid,
                effect(members),
                principals,
                new ActionSet(actions.inverted(), actions.values()),
                resources == null ? null : new ResourceSet(resources.inverted(), resources.values()),
                conditions(members.byName().get("Condition"), unclear),
                unclear.isEmpty() ? null : unclear.getFirst());
    }

    private void demandElements(Members statement, boolean principal, boolean resource) {
        if (!principal && (kind == PolicyKind.RESOURCE || kind == PolicyKind.TRUST)) {
            throw statement.place().error("Principal is missing");
        }
        if (principal && kind == PolicyKind.IDENTITY) {
            throw statement.place().error("Principal has no place in an identity policy");
        }
        if (!resource && (kind == PolicyKind.IDENTITY || kind == PolicyKind.RESOURCE)) {
            throw statement.place().error("Resource is missing");
        }
        if (resource && kind == PolicyKind.TRUST) {
            throw statement.place().error("Resource has no place in a trust policy");
        }
        if (!resource && !principal) {
            throw statement.place().error("Resource is missing");
        }
    }

    private static Effect effect(Members statement) {
        String text = string(statement, "Effect");
        if (text == null) {
            throw statement.place().error("Effect is missing");
        }
        return switch (text) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw at(statement, "Effect").error("is \"Allow\" or \"Deny\", not \"" + text + "\"");
        };
    }

    /** @param unclear receives why it is not settled what the statement means */
    private @Nullable PrincipalSet principals(Members statement, List<String> unclear) {
        String name = oneOf(statement, "Principal", "NotPrincipal");
        if (name == null) {
            return null;
        }
        boolean inverted = name.equals("NotPrincipal");
        Node node = member(statement, name);
        if (node instanceof Scalar scalar) {
            if (!scalar.text().equals("*") || scalar.kind() != Kind.STRING) {
                throw node.place().error("is \"*\" or an object such as {\"AWS\": [...]}");
            }
            return new PrincipalSet(inverted, PrincipalSet.everyone().entries());
        }
        List<PrincipalSet.Entry> entries = new ArrayList<>();
        members(node, "\"*\" or an object").byName().forEach((type, values) -> {
            PrincipalSet.Type known = principalType(type, values);
            strings(values, inverted, unclear).forEach(value -> entries.add(new PrincipalSet.Entry(known, value)));
        });
        if (entries.isEmpty()) {
            throw node.place().error("names no principal");
        }
        return new PrincipalSet(inverted, entries);
    }

    private static PrincipalSet.Type principalType(String name, Node node) {
        for (PrincipalSet.Type type : PrincipalSet.Type.values()) {
            if (type.text().equals(name) && type != PrincipalSet.Type.EVERYONE) {
                return type;
            }
        }
        throw node.place().error("unknown kind of principal; known: AWS, Service, Federated, CanonicalUser");
    }

    private record Choice(boolean inverted, List<String> values) {}

    private @Nullable Choice choice(Members statement, String plain, String inverted, List<String> unclear) {
        String name = oneOf(statement, plain, inverted);
        return name == null
                ? null
                : new Choice(name.equals(inverted), strings(member(statement, name), name.equals(inverted), unclear));
    }

    private static @Nullable String oneOf(Members statement, String plain, String inverted) {
        boolean hasPlain = statement.byName().containsKey(plain);
        boolean hasInverted = statement.byName().containsKey(inverted);
        if (hasPlain && hasInverted) {
            throw statement.place().error(plain + " and " + inverted + " exclude each other");
        }
        return hasPlain ? plain : hasInverted ? inverted : null;
    }

    /** Conditions of which it is not settled what they mean are left out. */
    private List<Condition> conditions(@Nullable Node block, List<String> unclear) {
        if (block == null) {
            return List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        members(block, "an object of operators").byName().forEach((operator, keys) -> {
            if (ConditionOperator.parse(operator).isEmpty()) {
                throw keys.place().error("unknown condition operator");
            }
            Members byKey = members(keys, "an object of condition keys");
            if (byKey.byName().isEmpty()) {
                if (!foreign) {
                    throw keys.place().error("names no condition key");
                }
                unclear.add("what a condition operator without a key means");
            }
            byKey.byName().forEach((key, values) -> {
                if (key.isBlank()) {
                    throw values.place().error("the condition key is empty");
                }
                boolean again = !seen.add((operator + " " + key).toLowerCase(Locale.ROOT));
                if (again && !foreign) {
                    throw values.place().error("the same operator and key are given twice");
                }
                if (again) {
                    conditions.removeIf(other -> other.operator().equalsIgnoreCase(operator)
                            && other.key().equalsIgnoreCase(key));
                    unclear.add("what an operator and key mean that are given twice");
                } else if (foreign && holdsNull(values)) {
                    unclear.add("what null among the values of a condition means");
                } else {
                    conditions.add(new Condition(operator, key, conditionValues(values)));
                }
            });
        });
        return conditions;
    }

    private static boolean holdsNull(Node node) {
        return node instanceof JsonTree.Null
                || (node instanceof Elements elements
                        && elements.values().stream().anyMatch(JsonTree.Null.class::isInstance));
    }

    private static List<String> conditionValues(Node node) {
        List<Node> nodes = node instanceof Elements elements ? elements.values() : List.of(node);
        List<String> values = new ArrayList<>();
        for (Node value : nodes) {
            if (!(value instanceof Scalar scalar)) {
                throw value.place().error("a condition value is a string, a number or a boolean");
            }
            values.add(scalar.text());
        }
        return values;
    }

    /** @param inverted whether the values are left out; null among them may then leave out nothing, and otherwise name anything */
    private List<String> strings(Node node, boolean inverted, List<String> unclear) {
        if (!foreign || !holdsNull(node)) {
            return strings(node);
        }
        unclear.add("what null in a list of a statement means");
        List<Node> nodes = node instanceof Elements elements ? elements.values() : List.of(node);
        List<String> texts = new ArrayList<>(nodes.stream()
                .filter(value -> !(value instanceof JsonTree.Null))
                .map(PolicyReader::string)
                .toList());
        if (!inverted) {
            texts.add("*");
        } else if (texts.isEmpty()) {
            texts.add(NAMES_NOTHING);
        }
        return texts;
    }

    private static List<String> strings(Node node) {
        List<Node> nodes = node instanceof Elements elements ? elements.values() : List.of(node);
        if (nodes.isEmpty()) {
            throw node.place().error("is an empty list");
        }
        return nodes.stream().map(PolicyReader::string).toList();
    }

    private static String string(Node node) {
        if (node instanceof Scalar scalar && scalar.kind() == Kind.STRING) {
            if (scalar.text().isEmpty()) {
                throw node.place().error("is an empty string");
            }
            return scalar.text();
        }
        throw node.place().error("must be a string");
    }

    private static @Nullable String string(Members members, String name) {
        Node node = members.byName().get(name);
        if (node == null) {
            return null;
        }
        if (node instanceof Scalar scalar && scalar.kind() == Kind.STRING) {
            return scalar.text();
        }
        throw node.place().error("must be a string");
    }

    private static JsonTree.Place at(Members members, String name) {
        return member(members, name).place();
    }

    private static Node member(Members members, String name) {
        return Objects.requireNonNull(members.byName().get(name), name);
    }

    private static Members members(Node node, String expected) {
        if (node instanceof Members members) {
            return members;
        }
        throw node.place().error("must be " + expected);
    }

    private static void refuseUnknown(Members members, Set<String> known) {
        for (Map.Entry<String, Node> member : members.byName().entrySet()) {
            String name = member.getKey();
            if (!known.contains(name)) {
                String hint = known.stream()
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .map(right -> "; element names are case-sensitive, write \"" + right + "\"")
                        .orElse("");
                throw member.getValue().place().error("unknown element" + hint);
            }
        }
    }
}
