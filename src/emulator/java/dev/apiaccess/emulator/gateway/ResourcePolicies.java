// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.ParsedPolicies;
import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.iam.PolicyKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What API Gateway does to a resource policy before it keeps it. */
final class ResourcePolicies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 8192;
    private static final String SHORT = "execute-api:/";
    private static final Pattern GONE = Pattern.compile("A(ROA|IDA|GPA|NPA)[A-Z0-9]{16,}");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern NAMED = Pattern.compile(
            "arn:[a-z-]+:(iam|sts)::(\\d{12}):(root|user/.+|role/.+|assumed-role/.+/.+|federated-user/.+)");
    private final Accounts accounts;

    /** Over the accounts whose principals policies name. */
    ResourcePolicies(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The document in compact JSON, short resources written out as whole ARNs, a list of one of them as its text. */
    String stored(String document, Call call, String apiId) {
        String prefix =
                "arn:aws:execute-api:" + call.region() + ":" + call.account().id() + ":" + apiId + "/";
        JsonNode tree;
        try {
            tree = JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw invalid("it is not JSON");
        }
        JsonNode statements = tree.path("Statement");
        if (statements instanceof ObjectNode single) {
            expand(single, prefix);
        }
        statements.forEach(s -> {
            if (s instanceof ObjectNode statement) {
                expand(statement, prefix);
            }
        });
        String whole = tree.toString();
        if (whole.length() > LONGEST) {
            throw GatewayCall.bad("Resource policy size limit of " + LONGEST + " characters exceeded");
        }
        Optional<String> problem = ParsedPolicies.problem(whole, PolicyKind.RESOURCE);
        if (problem.isPresent()) {
            throw invalid(problem.get());
        }
        principals(statements);
        return whole;
    }

    private static void expand(ObjectNode statement, String prefix) {
        for (String field : new String[] {"Resource", "NotResource"}) {
            JsonNode value = statement.get(field);
            if (value instanceof TextNode text) {
                statement.put(field, expand(text.asText(), prefix));
            } else if (value instanceof ArrayNode many) {
                for (int i = 0; i < many.size(); i++) {
                    many.set(i, TextNode.valueOf(expand(many.get(i).asText(), prefix)));
                }
                if (many.size() == 1) {
                    statement.set(field, many.get(0));
                }
            }
        }
    }

    private static String expand(String resource, String prefix) {
        return resource.startsWith(SHORT) ? prefix + resource.substring(SHORT.length()) : resource;
    }

    private void principals(JsonNode statements) {
        for (JsonNode statement :
                statements.isArray() ? statements : JSON.createArrayNode().add(statements)) {
            for (String field : new String[] {"Principal", "NotPrincipal"}) {
                JsonNode named = statement.path(field).path("AWS");
                for (JsonNode one :
                        named.isArray() ? named : JSON.createArrayNode().add(named)) {
                    if (one.isTextual() && !exists(one.asText())) {
                        throw invalid("there is no principal " + one.asText());
                    }
                }
            }
        }
    }

    /** Whether a principal is there, as far as accounts are known here; those of others are taken on trust. */
    private boolean exists(String principal) {
        if (GONE.matcher(principal).matches()) {
            return false;
        }
        Matcher named = NAMED.matcher(principal);
        if (!named.matches()) {
            return principal.equals("*") || ACCOUNT.matcher(principal).matches();
        }
        Account account = accounts.account(named.group(2)).orElse(null);
        String[] parts = named.group(3).split("/", -1);
        if (account == null || parts[0].equals("root") || parts[0].equals("federated-user")) {
            return true;
        }
        Entity.Kind kind = parts[0].equals("user") ? Entity.Kind.USER : Entity.Kind.ROLE;
        String name = parts[0].equals("assumed-role") ? parts[1] : parts[parts.length - 1];
        return account.now("us-east-1")
                .iam()
                .entity(kind, name)
                .filter(entity ->
                        parts[0].equals("assumed-role") || entity.arn().equals(principal))
                .isPresent();
    }

    private static AwsError invalid(String why) {
        return GatewayCall.bad(
                "Invalid policy document. Please check the policy syntax and ensure that Principals are valid." + " ("
                        + why + ")");
    }
}
