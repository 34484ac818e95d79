// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.access.ParsedPolicies;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.iam.PolicyKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An organization as the admin endpoint takes it: {@code {"id","managementAccount","root":{"id","policies"},
 * "units":[{"id","name","parent","policies"}],"accounts":[{"id","name","parent","policies"}],
 * "policies":[{"id","name","description","content"}],"delegatedAdministrators":[]}}. Where no policies are named, the one that allows
 * everything is attached, as AWS does.
 */
final class OrganizationSeed {
    private final Map<String, List<String>> attached = new HashMap<>();
    private final Map<String, Organization.Policy> policies = new HashMap<>();
    private final Set<String> parents = new HashSet<>();

    private OrganizationSeed() {}

    static Organization read(JsonNode node, Instant now) {
        return new OrganizationSeed().organization(node, now);
    }

    private Organization organization(JsonNode node, Instant now) {
        String id = text(node, "id", "o-[a-z0-9]{10,32}");
        String management = text(node, "managementAccount", "\\d{12}");
        policies.put(Organization.FULL_ACCESS.id(), Organization.FULL_ACCESS);
        node.path("policies").forEach(this::policy);
        String root = text(node.path("root"), "id", "r-[0-9a-z]{4,32}");
        attach(root, node.path("root"));
        parents.add(root);
        List<Organization.Unit> units = new ArrayList<>();
        for (JsonNode unit : node.path("units")) {
            String unitId = text(unit, "id", "ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}");
            units.add(new Organization.Unit(unitId, unit.path("name").asText(unitId), parent(unit, root)));
            attach(unitId, unit);
            parents.add(unitId);
        }
        List<Organization.Member> members = new ArrayList<>();
        for (JsonNode account : node.path("accounts")) {
            String accountId = text(account, "id", "\\d{12}");
            members.add(
                    new Organization.Member(accountId, account.path("name").asText(accountId), parent(account, root)));
            attach(accountId, account);
        }
        if (members.stream().noneMatch(m -> m.id().equals(management))) {
            members.addFirst(new Organization.Member(management, "management", root));
            attached.put(management, List.of(Organization.FULL_ACCESS.id()));
        }
        Set<String> delegated = new HashSet<>();
        node.path("delegatedAdministrators").forEach(account -> delegated.add(account.asText()));
        return new Organization(
                id,
                management,
                root,
                now,
                List.copyOf(units),
                List.copyOf(members),
                Map.copyOf(policies),
                Map.copyOf(attached),
                Set.copyOf(delegated));
    }

    private void policy(JsonNode node) {
        String id = text(node, "id", "p-[0-9a-zA-Z_]{8,128}");
        JsonNode content = node.path("content");
        String document = content.isTextual() ? content.asText() : content.toString();
        ParsedPolicies.problem(document, PolicyKind.IDENTITY).ifPresent(problem -> {
            throw new IllegalArgumentException("policy " + id + ": " + problem);
        });
        policies.put(
                id,
                new Organization.Policy(
                        id,
                        node.path("name").asText(id),
                        node.path("description").asText(""),
                        document,
                        false));
    }

    private String parent(JsonNode node, String root) {
        String parent = node.path("parent").asText(root);
        if (!parents.contains(parent)) {
            throw new IllegalArgumentException("parent " + parent + " has to be named before what it holds");
        }
        return parent;
    }

    private void attach(String target, JsonNode node) {
        List<String> ids = new ArrayList<>();
        if (node.has("policies")) {
            node.path("policies").forEach(id -> ids.add(id.asText()));
        } else {
            ids.add(Organization.FULL_ACCESS.id());
        }
        for (String id : ids) {
            if (!policies.containsKey(id)) {
                throw new IllegalArgumentException("there is no policy " + id + " to attach to " + target);
            }
        }
        attached.put(target, List.copyOf(ids));
    }

    private static String text(JsonNode node, String field, String pattern) {
        String value = node.path(field).asText("");
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(field + " has to match " + pattern + ": '" + value + "'");
        }
        return value;
    }
}
