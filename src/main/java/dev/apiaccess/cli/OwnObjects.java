// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.Kind;
import dev.apiaccess.api.Kinds;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The objects of our kinds in a cluster, as far as their removal needs. They may be of another version. */
final class OwnObjects {

    /** Kinds that declare something in AWS, in the order of the output. */
    static final List<String> DECLARED =
            Kinds.BOUND.stream().map(Kind::name).sorted().toList();

    static final String CONNECTION = Kinds.CONNECTION.name();

    /** From the classes, since the API server has no names without CRDs. */
    private static final Map<String, ResourceDefinitionContext> KINDS = Kinds.ALL.stream()
            .collect(Collectors.toMap(Kind::name, kind -> ResourceDefinitionContext.fromResourceType(kind.type())));

    private static final long PAGE = 500;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int MOST_TRIES = 10;

    /**
     * An existing object.
     *
     * @param namespace null for connections
     * @param deletedAt as Kubernetes writes it, null while it is not deleted
     * @param retained whether its things stay in AWS
     * @param says reason and message of its condition Ready
     */
    record Own(
            String kind,
            @Nullable String namespace,
            String name,
            @Nullable String deletedAt,
            boolean retained,
            String says) {

        @Override
        public String toString() {
            return kind + " " + (namespace == null ? "" : namespace + "/") + name;
        }
    }

    private final KubernetesClient client;

    OwnObjects(KubernetesClient client) {
        this.client = client;
    }

    /** The objects of these kinds; none of a kind that the cluster does not know. */
    List<Own> all(List<String> kinds) {
        var found = new ArrayList<Own>();
        kinds.forEach(kind -> list(kind, found));
        return found;
    }

    /**
     * Makes an object's things stay in AWS, and deletes it in that version. When the first is reverted before the second, for example by
     * GitOps, the API server refuses the deletion, and it is retried.
     */
    void letGo(Own own) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("deletionPolicy", DeletionPolicy.Retain.name());
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var patched = patch(own, patch.toString());
            if (patched.isEmpty() || (retained(patched.get()) && deleted(patched.get()))) {
                return;
            }
            if (retained(patched.get()) && deletedAsItIs(own, patched.get())) {
                return;
            }
        }
        throw new KubernetesClientException("deletionPolicy: Retain does not last until it is deleted, it was tried "
                + MOST_TRIES + " times; something else writes it: suspend what applies it (Argo CD, Flux)");
    }

    /** Whether it was deleted or is gone; false when it was changed since. */
    private boolean deletedAsItIs(Own own, GenericKubernetesResource seen) {
        try {
            resource(own)
                    .lockResourceVersion(seen.getMetadata().getResourceVersion())
                    .delete();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    /** Acknowledges on a connection the deletions until then. */
    void acknowledge(Own connection, String until) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(Annotations.DELETION_ACKNOWLEDGED, until);
        patch(connection, patch.toString());
    }

    /** Allows on a connection that its objects are retained, whatever their tenants may do. */
    void letAllGo(Own connection) {
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(Annotations.LET_GO, "*");
        patch(connection, patch.toString());
    }

    void delete(Own own) {
        resource(own).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    }

    /** The object after a patch, empty when it is gone. */
    private Optional<GenericKubernetesResource> patch(Own own, String patch) {
        try {
            return Optional.ofNullable(resource(own).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Resource<GenericKubernetesResource> resource(Own own) {
        var kind = client.genericKubernetesResources(context(own.kind()));
        return own.namespace() == null
                ? kind.withName(own.name())
                : kind.inNamespace(own.namespace()).withName(own.name());
    }

    private void list(String kind, List<Own> found) {
        @Nullable String page = null;
        do {
            var options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(page).build();
            try {
                var list = client.genericKubernetesResources(context(kind))
                        .inAnyNamespace()
                        .list(options);
                list.getItems().forEach(item -> found.add(own(kind, item)));
                page = list.getMetadata().getContinue();
            } catch (KubernetesClientException e) {
                if (e.getCode() == NOT_FOUND) {
                    return;
                }
                throw e;
            }
        } while (page != null && !page.isEmpty());
    }

    private static ResourceDefinitionContext context(String kind) {
        return Objects.requireNonNull(KINDS.get(kind));
    }

    private static Own own(String kind, GenericKubernetesResource item) {
        var meta = item.getMetadata();
        return new Own(
                kind, meta.getNamespace(), meta.getName(), meta.getDeletionTimestamp(), retained(item), says(item));
    }

    private static boolean retained(GenericKubernetesResource item) {
        return DeletionPolicy.Retain.name().equals(item.get("spec", "deletionPolicy"));
    }

    private static boolean deleted(GenericKubernetesResource item) {
        return item.getMetadata().getDeletionTimestamp() != null;
    }

    private static String says(GenericKubernetesResource item) {
        var conditions = item.get("status", "conditions");
        if (conditions instanceof List<?> list) {
            for (var one : list) {
                if (one instanceof Map<?, ?> condition && "Ready".equals(condition.get("type"))) {
                    return Objects.toString(condition.get("reason"), "") + ": "
                            + Objects.toString(condition.get("message"), "");
                }
            }
        }
        return "it was never looked at";
    }
}
