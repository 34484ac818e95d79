// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.organization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.JsonProtocol;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** What may be asked of an organization: by its management and by those it delegated to, or, about its existence, by every member. */
public final class OrganizationService {
    private static final JsonProtocol PROTOCOL = new JsonProtocol("AWSOrganizationsV20161128.", "Message");
    private static final int PAGE = 20;

    private static final List<String> OPERATIONS = List.of(
            "DescribeOrganization",
            "DescribePolicy",
            "ListAccountsForParent",
            "ListDelegatedAdministrators",
            "ListOrganizationalUnitsForParent",
            "ListParents",
            "ListPoliciesForTarget",
            "ListRoots");

    /** What is there, by name. */
    public SortedSet<String> operations() {
        return new TreeSet<>(OPERATIONS);
    }

    /** The operation a request asks for, empty when it names none. */
    public String operation(WireRequest request) {
        return PROTOCOL.operation(request);
    }

    /**
     * Runs an operation.
     *
     * @throws AwsError for every refusal
     */
    public WireResponse handle(Call call, String operation) {
        if (!OPERATIONS.contains(operation)) {
            throw JsonProtocol.unknown(operation);
        }
        JsonNode sent = JsonProtocol.body(call.request());
        String needed = resource(call, operation, sent);
        call.allow("organizations:" + operation, needed, needed, Map.of());
        Organization organization = call.caller().organization();
        if (organization == null) {
            throw new AwsError(
                    400, "AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
        }
        if (!operation.equals("DescribeOrganization")
                && !organization.mayAsk(call.account().id())) {
            throw new AwsError(400, "AccessDeniedException", "You don't have permissions to access this resource.");
        }
        ObjectNode answer = answer(organization, operation, sent);
        return JsonProtocol.answer(answer);
    }

    /** The ARN on which the caller needs the right. */
    private static String resource(Call call, String operation, JsonNode sent) {
        Organization organization = call.caller().organization();
        if (organization == null) {
            return "*";
        }
        OrganizationJson shapes = new OrganizationJson(organization);
        return switch (operation) {
            case "ListOrganizationalUnitsForParent", "ListAccountsForParent" -> shapes.arnOf(text(sent, "ParentId"));
            case "ListParents" -> shapes.arnOf(text(sent, "ChildId"));
            case "ListPoliciesForTarget" -> shapes.arnOf(text(sent, "TargetId"));
            case "DescribePolicy" -> shapes.arnOf(policy(organization, sent));
            default -> "*";
        };
    }

    private static ObjectNode answer(Organization organization, String operation, JsonNode sent) {
        OrganizationJson shapes = new OrganizationJson(organization);
        return switch (operation) {
            case "DescribeOrganization" -> {
                ObjectNode out = OrganizationJson.object();
                out.set("Organization", shapes.whole());
                yield out;
            }
            case "ListRoots" -> page(sent, "Roots", List.of(organization.rootId()), id -> shapes.root());
            case "ListOrganizationalUnitsForParent" ->
                page(
                        sent,
                        "OrganizationalUnits",
                        organization.units().stream()
                                .filter(u -> u.parent().equals(parent(organization, sent)))
                                .toList(),
                        shapes::unit);
            case "ListAccountsForParent" ->
                page(
                        sent,
                        "Accounts",
                        organization.members().stream()
                                .filter(m -> m.parent().equals(parent(organization, sent)))
                                .toList(),
                        shapes::member);
            case "ListParents" -> {
                String parent = organization
                        .parent(text(sent, "ChildId"))
                        .orElseThrow(() -> missing(
                                "Child", "You specified an organizational unit or account that" + " doesn't exist."));
                yield page(sent, "Parents", List.of(parent), shapes::parent);
            }
            case "ListPoliciesForTarget" -> page(sent, "Policies", policies(organization, sent), shapes::policy);
            case "DescribePolicy" -> {
                Organization.Policy policy = policy(organization, sent);
                ObjectNode out = OrganizationJson.object();
                ObjectNode inner = out.putObject("Policy");
                inner.set("PolicySummary", shapes.policy(policy));
                inner.put("Content", policy.content());
                yield out;
            }
            case "ListDelegatedAdministrators" ->
                page(
                        sent,
                        "DelegatedAdministrators",
                        organization.members().stream()
                                .filter(m -> organization.delegated().contains(m.id()))
                                .toList(),
                        shapes::delegated);
            default -> throw new IllegalStateException(operation + " has no answer");
        };
    }

    private static List<Organization.Policy> policies(Organization organization, JsonNode sent) {
        String target = text(sent, "TargetId");
        String filter = text(sent, "Filter");
        if (!organization.has(target)) {
            throw missing("Target", "You specified a target that doesn't exist.");
        }
        return filter.equals(OrganizationJson.SCP) ? organization.policiesOf(target) : List.of();
    }

    private static Organization.Policy policy(Organization organization, JsonNode sent) {
        Organization.Policy policy = organization.policies().get(text(sent, "PolicyId"));
        if (policy == null) {
            throw missing("Policy", "You specified a policy that doesn't exist.");
        }
        return policy;
    }

    private static String parent(Organization organization, JsonNode sent) {
        String parent = text(sent, "ParentId");
        if (!organization.rootId().equals(parent) && organization.unit(parent).isEmpty()) {
            throw missing("Parent", "You specified parent that doesn't exist.");
        }
        return parent;
    }

    private static String text(JsonNode sent, String field) {
        String value = sent.path(field).asText("");
        if (value.isEmpty()) {
            throw new AwsError(
                    400,
                    "InvalidInputException",
                    "You provided a value that does not match the required" + " pattern: " + field);
        }
        return value;
    }

    private static AwsError missing(String what, String message) {
        return new AwsError(400, what + "NotFoundException", message);
    }

    /** At most 20 things at once; the token is the number of the next. */
    private static <T> ObjectNode page(JsonNode sent, String name, List<T> all, Function<T, ObjectNode> shown) {
        int size = sent.path("MaxResults").asInt(PAGE);
        String token = sent.path("NextToken").asText("0");
        if (size < 1 || size > PAGE || !token.matches("\\d{1,6}") || Integer.parseInt(token) > all.size()) {
            throw new AwsError(400, "InvalidInputException", "MaxResults or NextToken is out of range.");
        }
        int start = Integer.parseInt(token);
        int end = Math.min(all.size(), start + size);
        ObjectNode out = OrganizationJson.object();
        ArrayNode items = out.putArray(name);
        all.subList(start, end).stream().map(shown).forEach(items::add);
        if (end < all.size()) {
            out.put("NextToken", Integer.toString(end));
        }
        return out;
    }

    /** An error as this service writes it; it has no other status than 400. */
    public static WireResponse error(AwsError error) {
        return PROTOCOL.error(error);
    }
}
