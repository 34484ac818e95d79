// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.organization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.Organization;

/** How the things of an organization look in answers. */
final class OrganizationJson {
    static final String SCP = "SERVICE_CONTROL_POLICY";
    private final Organization organization;

    OrganizationJson(Organization organization) {
        this.organization = organization;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private String arn(String kind, String rest) {
        return "arn:aws:organizations::" + organization.managementAccount() + ":" + kind + "/" + organization.id()
                + rest;
    }

    /** The ARN of root, unit or account. */
    String arnOf(String target) {
        String kind = target.startsWith("r-") ? "root" : target.startsWith("ou-") ? "ou" : "account";
        return arn(kind, "/" + target);
    }

    String arnOf(Organization.Policy policy) {
        return policy.ofAws()
                ? "arn:aws:organizations::aws:policy/service_control_policy/" + policy.id()
                : arn("policy", "/service_control_policy/" + policy.id());
    }

    private static void policyTypes(ArrayNode out) {
        out.addObject().put("Type", SCP).put("Status", "ENABLED");
    }

    private static String email(String account) {
        return "aws+" + account + "@example.com";
    }

    ObjectNode whole() {
        String management = organization.managementAccount();
        ObjectNode out = object().put("Id", organization.id())
                .put("Arn", arn("organization", ""))
                .put("FeatureSet", "ALL")
                .put("MasterAccountArn", arnOf(management))
                .put("MasterAccountId", management)
                .put("MasterAccountEmail", email(management));
        policyTypes(out.putArray("AvailablePolicyTypes"));
        return out;
    }

    ObjectNode root() {
        String id = organization.rootId();
        ObjectNode out = object().put("Id", id).put("Arn", arnOf(id)).put("Name", "Root");
        policyTypes(out.putArray("PolicyTypes"));
        return out;
    }

    ObjectNode unit(Organization.Unit unit) {
        return object().put("Id", unit.id()).put("Arn", arnOf(unit.id())).put("Name", unit.name());
    }

    ObjectNode member(Organization.Member member) {
        return object().put("Id", member.id())
                .put("Arn", arnOf(member.id()))
                .put("Email", email(member.id()))
                .put("Name", member.name())
                .put("Status", "ACTIVE")
                .put("State", "ACTIVE")
                .put("JoinedMethod", "CREATED")
                .put("JoinedTimestamp", organization.created().getEpochSecond());
    }

    ObjectNode delegated(Organization.Member member) {
        return member(member)
                .put("DelegationEnabledDate", organization.created().getEpochSecond());
    }

    ObjectNode parent(String id) {
        return object().put("Id", id).put("Type", id.startsWith("r-") ? "ROOT" : "ORGANIZATIONAL_UNIT");
    }

    ObjectNode policy(Organization.Policy policy) {
        return object().put("Id", policy.id())
                .put("Arn", arnOf(policy))
                .put("Name", policy.name())
                .put("Description", policy.description())
                .put("Type", SCP)
                .put("AwsManaged", policy.ofAws());
    }
}
