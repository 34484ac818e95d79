// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.LeftOut;
import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Samples;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a cluster wants of an AWS that holds nothing yet, for people to read; what is empty is left out. */
final class DesiredTree {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;
    private final ObjectNode root = JSON.createObjectNode();

    private DesiredTree(Cluster cluster) {
        this.cluster = cluster;
    }

    static JsonNode of(Cluster cluster) throws JsonProcessingException {
        var tree = new DesiredTree(cluster);
        tree.policies();
        tree.plans();
        tree.keys();
        return tree.root;
    }

    private void policies() throws JsonProcessingException {
        var claims = new TreeMap<String, List<AccessClaim>>();
        var units = new TreeMap<String, UnitKey.PolicyUnit>();
        for (var policy : oldestFirst(cluster.all(ApiAccessPolicy.class))) {
            switch (cluster.intent(policy)) {
                case Verdict.Wanted<AccessIntent>(var intent) -> {
                    intent.missingPrincipals().forEach((principal, why) -> leftOut(policy, principal.text(), why));
                    intent.missingStages().forEach((stage, why) -> leftOut(policy, "stage/" + stage, why));
                    for (var principal : intent.principals()) {
                        if (intent.missing(principal).isPresent()) {
                            continue;
                        }
                        var unit = new UnitKey.PolicyUnit(
                                intent.accountId(), intent.owner().namespace(), principal);
                        units.put(unit.text(), unit);
                        claims.computeIfAbsent(unit.text(), _ -> new ArrayList<>())
                                .add(new AccessClaim.Wants(intent, true, null));
                    }
                }
                case Verdict.Rejected<AccessIntent> rejected -> rejected(policy, rejected);
            }
        }
        for (var unit : units.values()) {
            policy(unit, claims.getOrDefault(unit.text(), List.of()));
        }
    }

    private void policy(UnitKey.PolicyUnit unit, List<AccessClaim> claims) throws JsonProcessingException {
        var assembled = PolicyAssembly.assemble(unit, claims, Intents.nothing(), Samples.NAMING, "aws", false);
        var node = add("policies").put("unit", unit.text());
        assembled
                .tooLarge()
                .forEach((owner, size) -> node.withObject("tooLarge").put(owner.text(), size.characters()));
        if (!(assembled.desired() instanceof Desired.Policy desired)) {
            node.put("is", assembled.desired().getClass().getSimpleName());
            return;
        }
        var policy = desired.policy();
        var document = Objects.requireNonNull(policy.document());
        ExecuteApi.assertOnlyInvoke(document, unit.accountId());
        node.put("arn", desired.arn()).put("description", policy.description());
        policy.attachedTo().forEach(principal -> node.withArray("attachedTo").add(principal.text()));
        tags(node, desired.tags());
        node.set("document", JSON.readTree(PolicyWriter.write(document)));
    }

    private void plans() {
        for (var limit : oldestFirst(cluster.all(ApiRateLimit.class))) {
            switch (cluster.intent(limit)) {
                case Verdict.Wanted<PlanIntent>(var intent) -> plan(PlanAssembly.assemble(intent, Samples.NAMING));
                case Verdict.Rejected<PlanIntent> rejected -> rejected(limit, rejected);
            }
        }
    }

    private void plan(Desired.Plan desired) {
        var plan = desired.plan();
        var node = add("usagePlans")
                .put("unit", desired.unit().text())
                .put("region", desired.unit().region())
                .put("name", plan.name())
                .put("description", plan.description());
        tags(node, desired.tags());
        if (plan.throttle() != null) {
            throttle(node.withObject("throttle"), plan.throttle());
        }
        if (plan.quota() != null) {
            node.withObject("quota")
                    .put("limit", plan.quota().limit())
                    .put("period", plan.quota().period().name());
        }
        var stages = node.withObject("stages");
        plan.stages().forEach((stage, methods) -> {
            var limits = stages.putObject(stage.text());
            methods.forEach((method, limit) -> throttle(limits.putObject(method.text()), limit));
        });
    }

    /** Plans have no ids yet: a key is in what stands for them. */
    private void keys() {
        for (var grant : oldestFirst(cluster.all(ApiKeyGrant.class))) {
            switch (cluster.intent(grant)) {
                case Verdict.Wanted<KeyIntent>(var intent) -> {
                    var planIds = intent.plans().stream()
                            .map(plan -> "id of " + plan.text())
                            .collect(Collectors.toCollection(TreeSet::new));
                    key(KeyAssembly.assemble(
                            intent,
                            planIds,
                            KeyHistory.of(KeyRevision.issued(
                                    1, Samples.value(intent.owner().name()), Instant.EPOCH)),
                            intent.enabled(),
                            Samples.NAMING));
                }
                case Verdict.Rejected<KeyIntent> rejected -> rejected(grant, rejected);
            }
        }
    }

    private void key(Desired.Key desired) {
        var key = desired.newest().key();
        var node = add("apiKeys")
                .put("unit", desired.unit().text())
                .put("region", desired.unit().region())
                .put("name", key.name())
                .put("description", key.description())
                .put("enabled", key.enabled());
        tags(node, desired.tags());
        key.planIds().forEach(plan -> node.withArray("usagePlans").add(plan));
    }

    private void leftOut(HasMetadata object, String part, LeftOut why) {
        root.withObject("leftOut").put(named(object) + " " + part, why.reason() + ": " + why.message());
    }

    private void rejected(HasMetadata object, Verdict.Rejected<?> rejected) {
        root.withObject("rejected").put(named(object), rejected.reason() + ": " + rejected.message());
    }

    private static String named(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }

    private ObjectNode add(String list) {
        ArrayNode all = root.withArray(list);
        return all.addObject();
    }

    private static void tags(ObjectNode node, Map<String, String> tags) {
        tags.forEach(node.withObject("tags")::put);
    }

    private static void throttle(ObjectNode node, Throttle throttle) {
        node.put("rateLimit", throttle.rateLimit()).put("burstLimit", throttle.burstLimit());
    }

    private static <T extends HasMetadata> List<T> oldestFirst(List<T> objects) {
        return objects.stream()
                .sorted(Comparator.comparing((T object) ->
                                String.valueOf(object.getMetadata().getCreationTimestamp()))
                        .thenComparing(object -> object.getMetadata().getName()))
                .toList();
    }
}
