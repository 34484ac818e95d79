// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.Kind;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.cli.ClusterState.Held;
import dev.apiaccess.cli.ClusterState.Said;
import dev.apiaccess.cli.ClusterState.Thing;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects of our kinds, as far as they say how they are. They may be of another version. */
final class ThingReader {

    private static final long PAGE = 500;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final ClusterReader reader;
    private final List<String> kinds = new ArrayList<>();

    ThingReader(KubernetesClient client, ClusterReader reader) {
        this.client = client;
        this.reader = reader;
    }

    /** Names of the kinds that could be read. */
    List<String> kinds() {
        return kinds;
    }

    List<Thing> all() {
        var raw = new ArrayList<CustomResource<?, ?>>();
        for (var kind : Kinds.ALL) {
            var some = reader.read(
                    "list",
                    "apiaccess.dev",
                    kind.plural(),
                    null,
                    "how " + ThingFindings.plural(kind.name(), 2) + " are",
                    () -> list(kind));
            if (some != null) {
                kinds.add(kind.name());
                raw.addAll(some);
            }
        }
        var secrets = raw.stream().anyMatch(one -> handedOver(one) != null)
                ? reader.read(
                        "list", "", "secrets", null, "whether grants have their Secrets", new SecretNames(client)::ours)
                : null;
        return raw.stream().map(one -> thing(one, secrets)).toList();
    }

    /** None where the cluster does not know the kind. */
    private List<CustomResource<?, ?>> list(Kind<? extends CustomResource<?, ? extends CommonStatus>> kind) {
        var found = new ArrayList<CustomResource<?, ?>>();
        var context = ResourceDefinitionContext.fromResourceType(kind.type());
        @Nullable String page = null;
        do {
            var options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(page).build();
            try {
                var list = client.genericKubernetesResources(context)
                        .inAnyNamespace()
                        .list(options);
                list.getItems().forEach(item -> typed(item, kind.type(), found));
                page = list.getMetadata().getContinue();
            } catch (KubernetesClientException e) {
                if (e.getCode() == NOT_FOUND) {
                    return List.of();
                }
                throw e;
            }
        } while (page != null && !page.isEmpty());
        return found;
    }

    private void typed(
            GenericKubernetesResource item,
            Class<? extends CustomResource<?, ?>> type,
            List<CustomResource<?, ?>> found) {
        try {
            found.add(client.getKubernetesSerialization().convertValue(item, type));
        } catch (IllegalArgumentException e) {
            var meta = item.getMetadata();
            var title = meta.getNamespace() == null ? meta.getName() : meta.getNamespace() + "/" + meta.getName();
            reader.unreadable(
                    "how " + item.getKind() + " " + title + " is",
                    "give it in a form that this version reads",
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    static Thing thing(CustomResource<?, ?> one, @Nullable Set<String> secrets) {
        var meta = one.getMetadata();
        var status = one.getStatus() instanceof CommonStatus common ? common : null;
        var spec = one.getSpec() instanceof CommonSpec common ? common : null;
        var secret = handedOver(one);
        var created = time(meta.getCreationTimestamp());
        return new Thing(
                one.getKind(),
                meta.getNamespace(),
                meta.getName(),
                created == null ? Instant.EPOCH : created,
                time(meta.getDeletionTimestamp()),
                List.copyOf(meta.getFinalizers()),
                status == null
                        ? List.of()
                        : status.conditions().stream().map(ThingReader::said).toList(),
                spec == null || spec.connectionRef() == null
                        ? null
                        : spec.connectionRef().name(),
                one instanceof AwsConnection connection && connection.getSpec() != null
                        ? connection.getSpec().unknownFields()
                        : spec == null ? List.of() : spec.unknownFields(),
                secret == null || secrets == null || secrets.contains(meta.getNamespace() + "/" + secret)
                        ? null
                        : secret,
                one instanceof AwsConnection connection && connection.getStatus() != null
                        ? connection.getStatus().held().stream()
                                .map(held -> new Held(
                                        Objects.requireNonNullElse(held.namespace(), ""),
                                        Objects.requireNonNullElse(held.count(), 0),
                                        Objects.requireNonNullElse(held.latest(), "")))
                                .toList()
                        : List.of());
    }

    /** The Secret that a grant has handed a key over in; null where there is none. */
    private static @Nullable String handedOver(CustomResource<?, ?> one) {
        return one instanceof ApiKeyGrant grant && grant.getStatus() != null
                ? grant.getStatus().secretName()
                : null;
    }

    private static Said said(Condition one) {
        return new Said(
                Objects.requireNonNullElse(one.getType(), ""),
                Objects.requireNonNullElse(one.getStatus(), ""),
                Objects.requireNonNullElse(one.getReason(), ""),
                Objects.requireNonNullElse(one.getMessage(), ""),
                time(one.getLastTransitionTime()));
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }
}
