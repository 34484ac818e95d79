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
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.PolicyUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.PaperChain;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What units shall be when AWS holds nothing yet, as the operator decides it, for people to read; what is empty is left out. */
final class GoldenTree {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;
    private final PaperChain chain;
    private final ObjectNode root = JSON.createObjectNode();

    private GoldenTree(Cluster cluster) {
        this.cluster = cluster;
        chain = new PaperChain(cluster);
    }

    static JsonNode of(Cluster cluster) throws JsonProcessingException {
        var tree = new GoldenTree(cluster);
        tree.policies();
        tree.plans();
        tree.keys();
        return tree.root;
    }

    private void policies() throws JsonProcessingException {
        var snapshot = chain.snapshot();
        var units = new TreeMap<String, UnitKey.PolicyUnit>();
        for (var policy : oldestFirst(cluster.all(ApiAccessPolicy.class))) {
            switch (snapshot.intent(policy)) {
                case Verdict.Wanted<AccessIntent>(var intent) -> {
                    intent.missingPrincipals().forEach((principal, why) -> leftOut(policy, principal.text(), why));
                    intent.missingStages().forEach((stage, why) -> leftOut(policy, "stage/" + stage, why));
                    PolicyUnits.of(policy, intent, snapshot).stream()
                            .filter(unit -> intent.missing(unit.principal()).isEmpty())
                            .forEach(unit -> units.put(unit.text(), unit));
                }
                case Verdict.Rejected<AccessIntent> rejected -> rejected(policy, rejected);
            }
        }
        for (var unit : units.values()) {
            policy(unit, snapshot);
        }
    }

    private void policy(UnitKey.PolicyUnit unit, Snapshot snapshot) throws JsonProcessingException {
        var node = add("policies").put("unit", unit.text());
        chain.desired()
                .policy(unit, Intents.nothing(), Correcting.AS_DECLARED, null, snapshot)
                .tooLarge()
                .forEach((owner, size) -> node.withObject("tooLarge").put(owner.text(), size.characters()));
        var decided = chain.desired().of(unit, snapshot);
        if (!(decided instanceof Desired.Policy desired)) {
            node.put("is", decided.getClass().getSimpleName());
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
        var snapshot = chain.snapshot();
        for (var limit : oldestFirst(cluster.all(ApiRateLimit.class))) {
            switch (snapshot.intent(limit)) {
                case Verdict.Wanted<UsagePlanIntent>(var intent) -> {
                    var desired = decided(Desired.Plan.class, intent.unit(), snapshot);
                    plan(desired);
                    made(desired);
                }
                case Verdict.Rejected<UsagePlanIntent> rejected -> rejected(limit, rejected);
            }
        }
    }

    /** Keys wait for their usage plans: from now on AWS has this one. */
    private void made(Desired.Plan desired) {
        var id = "id of " + desired.unit().text();
        chain.made(desired.unit(), new ExistingPlan(id, desired.plan()));
    }

    private <D extends Desired> D decided(Class<D> kind, UnitKey unit, Snapshot snapshot) {
        var decided = chain.desired().of(unit, snapshot);
        if (!kind.isInstance(decided)) {
            throw new AssertionError(unit.text() + " is " + decided);
        }
        return kind.cast(decided);
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

    private void keys() {
        var snapshot = chain.snapshot();
        for (var grant : oldestFirst(cluster.all(ApiKeyGrant.class))) {
            switch (snapshot.intent(grant)) {
                case Verdict.Wanted<KeyIntent>(var intent) -> key(decided(Desired.Key.class, intent.unit(), snapshot));
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
