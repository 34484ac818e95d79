// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster on paper: manifests, the labels of namespaces, and what exists in AWS; {@link PaperChain} runs
 * the operator's chain on it.
 *
 * @param namespaces labels by namespace
 * @param accounts what is known of AWS, by account id
 */
public record Cluster(
        List<HasMetadata> objects,
        Map<String, Map<String, String>> namespaces,
        Map<String, Surroundings.Account> accounts) {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "AwsConnection", AwsConnection.class,
            "ApiAccessPolicy", ApiAccessPolicy.class,
            "ApiRateLimit", ApiRateLimit.class,
            "ApiKeyGrant", ApiKeyGrant.class,
            "ApiProtection", ApiProtection.class);

    /**
     * Reads objects and facts. A connection without {@code status} gets that of one that has answered.
     *
     * @param facts {@code namespaces: {<name>: {<label>: <value>}}} and {@code aws: {<account>: {partition, principals,
     *     attached: {<principal>: <policies>}, holding: [<principal>],
     *     regions: {<region>: {apis: {<id>: <name>}, stages: {<id>: [<stage>]}}}}}}; what is absent was not looked at yet
     */
    public static Cluster of(Iterable<JsonNode> manifests, JsonNode facts) {
        var objects = new ArrayList<HasMetadata>();
        manifests.forEach(manifest -> objects.add(object(manifest)));
        var namespaces = new HashMap<String, Map<String, String>>();
        facts.path("namespaces").properties().forEach(entry -> namespaces.put(entry.getKey(), texts(entry.getValue())));
        var accounts = new HashMap<String, Surroundings.Account>();
        facts.path("aws").properties().forEach(entry -> accounts.put(entry.getKey(), account(entry.getValue())));
        return new Cluster(List.copyOf(objects), namespaces, accounts);
    }

    /** Reads one tree in which every part that has a kind is an object, beside the facts. */
    public static Cluster of(JsonNode situation) {
        var objects = new ArrayList<JsonNode>();
        situation.forEach(part -> {
            if (part.has("kind")) {
                objects.add(part);
            }
        });
        return of(objects, situation);
    }

    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The only object of a kind. */
    public <T extends HasMetadata> T the(Class<T> kind) {
        return all(kind).getFirst();
    }

    private static HasMetadata object(JsonNode manifest) {
        var kind = manifest.path("kind").asText();
        var type = Objects.requireNonNull(KINDS.get(kind), () -> "not one of our kinds: " + manifest);
        var object = Serialization.unmarshal(manifest.toString(), type);
        if (object instanceof AwsConnection connection && connection.getStatus() == null) {
            connection.setStatus(Samples.answered(connection.getSpec().accountId()));
        }
        return object;
    }

    private static Surroundings.Account account(JsonNode facts) {
        var regions = new HashMap<String, Surroundings.Region>();
        facts.path("regions").properties().forEach(entry -> regions.put(entry.getKey(), region(entry.getValue())));
        return new Surroundings.Account(
                facts.path("partition").asText("aws"),
                facts.has("principals") ? Optional.of(principals(facts.path("principals"))) : Optional.empty(),
                texts(facts.path("principalIds")),
                slots(facts),
                regions,
                Set.copyOf(texts(facts.path("denied")).keySet()));
    }

    private static Surroundings.Slots slots(JsonNode facts) {
        var attached = new HashMap<String, Integer>();
        facts.path("attached")
                .properties()
                .forEach(entry -> attached.put(
                        PrincipalRef.parse(entry.getKey()).identity(),
                        entry.getValue().asInt()));
        var holding = new HashSet<String>();
        facts.path("holding")
                .forEach(name -> holding.add(PrincipalRef.parse(name.asText()).identity()));
        return new Surroundings.Slots(
                attached, principal -> holding.contains(principal.identity()), AccountQuotas.DEFAULT);
    }

    private static Map<String, PrincipalRef> principals(JsonNode names) {
        var principals = new HashMap<String, PrincipalRef>();
        names.forEach(name -> {
            var principal = PrincipalRef.parse(name.asText());
            principals.put(principal.identity(), principal);
        });
        return principals;
    }

    private static Surroundings.Region region(JsonNode facts) {
        var apis = texts(facts.path("apis")).entrySet().stream()
                .map(entry -> new RestApi(entry.getKey(), entry.getValue()))
                .toList();
        var stages = new HashMap<String, Map<String, ShownStage>>();
        facts.path("stages").properties().forEach(entry -> {
            var deployments = new HashMap<String, ShownStage>();
            entry.getValue().forEach(name -> deployments.put(name.asText(), ShownStage.of("of-" + name.asText())));
            stages.put(entry.getKey(), deployments);
        });
        return new Surroundings.Region(apis, stages);
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new HashMap<String, String>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
