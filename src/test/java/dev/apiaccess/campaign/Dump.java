// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.Labels;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.apigateway.model.UsagePlan;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** All that an account and a namespace hold, a line for each thing, such that two runs that ended alike give the same text. */
final class Dump {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final List<String> TIMES =
            List.of("lastTransitionTime", "lastChangeTime", "seenAt", "repairedAt", "usableSince");

    /** As it stands in the names of keys, in our own Secret and in status. */
    private static final Pattern REVISION = Pattern.compile("(\\br|\"revision\":)(\\d{1,9})\\b");

    private final Scene scene;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    private Dump(Scene scene) {
        this.scene = scene;
    }

    static String of(Scene scene) {
        var dump = new Dump(scene);
        dump.gateway();
        dump.iam();
        dump.objects();
        dump.secrets();
        var mask = new Mask()
                .calling(dump.names)
                .calling(Map.of(scene.namespace(), "NAMESPACE", scene.account().id(), "ACCOUNT"));
        var lines = dump.lines.stream().map(mask::apply).toList();
        return lines.stream().map(ranks(lines)).sorted().collect(Collectors.joining("\n"));
    }

    /**
     * Revisions as they follow each other, whatever their numbers: a value that a crash left without a key may be one that
     * somebody planted, and is not used.
     */
    private static UnaryOperator<String> ranks(List<String> lines) {
        var numbers = new TreeSet<Integer>();
        for (var line : lines) {
            REVISION.matcher(line).results().forEach(found -> numbers.add(Integer.valueOf(found.group(2))));
        }
        return line -> REVISION.matcher(line)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "#"
                        + (numbers.headSet(Integer.valueOf(found.group(2))).size() + 1)));
    }

    /** The lines that only one of two dumps has. */
    static String difference(String expected, String found) {
        var wanted = expected.lines().toList();
        var there = found.lines().toList();
        return wanted.stream()
                        .filter(line -> !there.contains(line))
                        .map(line -> "- " + line)
                        .collect(Collectors.joining("\n"))
                + "\n"
                + there.stream()
                        .filter(line -> !wanted.contains(line))
                        .map(line -> "+ " + line)
                        .collect(Collectors.joining("\n"));
    }

    private void gateway() {
        var gateway = scene.account().gateway();
        gateway.getRestApis().items().forEach(api -> names.put(api.id(), "API(" + api.name() + ")"));
        var keys = gateway.getApiKeys(r -> r.limit(500).includeValues(true)).items();
        for (var key : keys) {
            names.put(key.id(), "KEY(" + key.name() + ")");
            values.put(key.value(), "value of " + key.name());
            lines.add("key " + key.name() + " '" + key.description() + "' enabled=" + key.enabled() + " tags="
                    + new TreeMap<>(key.tags()));
        }
        for (var plan : gateway.getUsagePlans(r -> r.limit(500)).items()) {
            names.put(plan.id(), "PLAN(" + plan.name() + ")");
            var members = gateway.getUsagePlanKeys(r -> r.usagePlanId(plan.id())).items().stream()
                    .map(member -> member.name())
                    .sorted()
                    .toList();
            lines.add("plan " + plan.name() + " '" + plan.description() + "' throttle=" + plan.throttle() + " quota="
                    + plan.quota() + " stages=" + stages(plan) + " keys=" + members + " tags="
                    + new TreeMap<>(plan.tags()));
        }
    }

    private static List<String> stages(UsagePlan plan) {
        return plan.apiStages().stream()
                .map(stage -> stage.apiId() + ":" + stage.stage() + new TreeMap<>(stage.throttle()))
                .sorted()
                .toList();
    }

    private void iam() {
        var details = scene.account().iam().getAccountAuthorizationDetails();
        for (var role : details.roleDetailList()) {
            names.put(role.roleId(), "ID(" + role.roleName() + ")");
            lines.add("role " + role.path() + role.roleName() + " attached="
                    + role.attachedManagedPolicies().stream()
                            .map(AttachedPolicy::policyName)
                            .sorted()
                            .toList()
                    + " inline="
                    + role.rolePolicyList().stream()
                            .map(one -> one.policyName())
                            .sorted()
                            .toList());
        }
        for (var policy : details.policies()) {
            names.put(policy.policyId(), "POLICY");
            lines.add("policy " + policy.path() + policy.policyName() + " '" + policy.description() + "' default="
                    + policy.defaultVersionId() + " versions="
                    + policy.policyVersionList().stream()
                            .map(PolicyVersion::versionId)
                            .sorted()
                            .toList()
                    + " document=" + document(policy) + " tags=" + tags(policy));
        }
    }

    private static String document(ManagedPolicyDetail policy) {
        return policy.policyVersionList().stream()
                .filter(PolicyVersion::isDefaultVersion)
                .map(version -> URLDecoder.decode(version.document(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private Map<String, String> tags(ManagedPolicyDetail policy) {
        var tags = new TreeMap<String, String>();
        scene.account()
                .iam()
                .listPolicyTags(r -> r.policyArn(policy.arn()))
                .tags()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    private void objects() {
        var client = scene.rig().client();
        List<HasMetadata> objects = new ArrayList<>();
        for (var type : List.of(ApiAccessPolicy.class, ApiRateLimit.class, ApiKeyGrant.class)) {
            objects.addAll(
                    client.resources(type).inNamespace(scene.namespace()).list().getItems());
        }
        scene.get(AwsConnection.class, scene.namespace()).ifPresent(objects::add);
        for (var object : objects) {
            lines.add(object.getKind() + " " + object.getMetadata().getName() + " finalizers="
                    + object.getMetadata().getFinalizers() + " deleting=" + object.isMarkedForDeletion() + " "
                    + json(client.getKubernetesSerialization().asJson(object)));
        }
    }

    private static String json(String object) {
        try {
            var node = (ObjectNode) JSON.readTree(object);
            node.retain(List.of("spec", "status"));
            forget(node);
            return JSON.writeValueAsString(JSON.treeToValue(node, Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void forget(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(TIMES);
            // What stands there follows from ids that AWS draws, and so does its order.
            if (object.path("apis").path(0).has("deploymentIds")) {
                object.remove("apis");
            }
        }
        node.forEach(Dump::forget);
    }

    /** Whether a value is the key's own is what matters; the value itself stays out. */
    private void secrets() {
        for (Secret secret : scene.rig()
                .client()
                .secrets()
                .inNamespace(scene.namespace())
                .withLabel(Labels.MANAGED_BY)
                .list()
                .getItems()) {
            var data = new TreeMap<String, String>();
            secret.getData().forEach((key, encoded) -> {
                var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
                data.put(key, values.getOrDefault(text, names.getOrDefault(text, "something else")));
            });
            var owners = secret.getMetadata().getOwnerReferences().stream()
                    .map(owner -> owner.getKind() + "/" + owner.getName())
                    .sorted(Comparator.naturalOrder())
                    .toList();
            lines.add("secret " + secret.getMetadata().getName() + " " + data + " owners=" + owners + " annotations="
                    + new TreeSet<>(secret.getMetadata().getAnnotations().keySet()));
        }
    }
}
