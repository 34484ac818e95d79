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
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.iam.PolicyKind;
import java.util.Optional;

/** What API Gateway does to a resource policy before it keeps it. */
final class ResourcePolicies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 8192;
    private static final String SHORT = "execute-api:/";

    private ResourcePolicies() {}

    /** The document in compact JSON, short resources written out as whole ARNs. */
    static String stored(String document, Call call, String apiId) {
        String prefix =
                "arn:aws:execute-api:" + call.region() + ":" + call.account().id() + ":" + apiId + "/";
        String whole;
        try {
            JsonNode tree = JSON.readTree(document);
            JsonNode statements = tree.path("Statement");
            if (statements instanceof ObjectNode single) {
                expand(single, prefix);
            }
            statements.forEach(s -> {
                if (s instanceof ObjectNode statement) {
                    expand(statement, prefix);
                }
            });
            whole = tree.toString();
        } catch (JsonProcessingException e) {
            throw invalid("it is not JSON");
        }
        if (whole.length() > LONGEST) {
            throw GatewayCall.bad("Resource policy size limit of " + LONGEST + " characters exceeded");
        }
        Optional<String> problem = ParsedPolicies.problem(whole, PolicyKind.RESOURCE);
        if (problem.isPresent()) {
            throw invalid(problem.get());
        }
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
            }
        }
    }

    private static String expand(String resource, String prefix) {
        return resource.startsWith(SHORT) ? prefix + resource.substring(SHORT.length()) : resource;
    }

    private static AwsError invalid(String why) {
        return GatewayCall.bad(
                "Invalid policy document. Please check the policy syntax and ensure that Principals are valid." + " ("
                        + why + ")");
    }
}
