// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a consumer's Secret are ours, by its managed fields: those that we apply, and those that we wrote by create or update
 * before the first apply, which bear the client library's manager name.
 */
final class SecretFields {

    /** Field manager that applies the consumer's Secret. */
    static final String MANAGER = "apiaccess-secret";

    private static final String LIBRARY = "fabric8-kubernetes-client";
    private static final String APPLY = "Apply";
    private static final String METADATA = "f:metadata";
    private static final Set<String> OURS = Set.of("f:data", "f:type");
    private static final Set<String> OURS_IN_METADATA = Set.of("f:labels", "f:annotations", "f:ownerReferences");

    private SecretFields() {}

    /** Whether we set a data entry, a label or an annotation that is no longer desired. */
    static boolean leftOver(Secret found, Secret wanted) {
        return ours(found)
                .anyMatch(fields -> beyond(fields, "f:data", wanted.getData())
                        || beyond(
                                child(fields, METADATA),
                                "f:labels",
                                wanted.getMetadata().getLabels())
                        || beyond(
                                child(fields, METADATA),
                                "f:annotations",
                                wanted.getMetadata().getAnnotations()));
    }

    /** Whether fields that we set have to be moved to our field manager before the first apply. */
    static boolean isEarlier(Secret found) {
        return entries(found).stream().noneMatch(SecretFields::applied)
                && entries(found).stream().anyMatch(entry -> updated(found, entry));
    }

    /** The same Secret with its fields moved to our field manager; others of the library's manager, such as a finalizer, stay. */
    static Secret handedOver(Secret found) {
        var entries = new ArrayList<ManagedFieldsEntry>();
        for (var entry : entries(found)) {
            if (!updated(found, entry)) {
                entries.add(entry);
                continue;
            }
            var mine = new LinkedHashMap<String, Object>();
            var others = new LinkedHashMap<String, Object>();
            fields(entry).forEach((key, value) -> {
                if (key.equals(METADATA)) {
                    var metadata = new LinkedHashMap<>(child(fields(entry), METADATA));
                    var kept = new LinkedHashMap<>(metadata);
                    metadata.keySet().retainAll(OURS_IN_METADATA);
                    kept.keySet().removeAll(OURS_IN_METADATA);
                    put(mine, METADATA, metadata);
                    put(others, METADATA, kept);
                } else {
                    (OURS.contains(key) ? mine : others).put(key, value);
                }
            });
            if (!mine.isEmpty()) {
                entries.add(with(entry, MANAGER, APPLY, mine));
            }
            if (!others.isEmpty()) {
                entries.add(with(entry, entry.getManager(), entry.getOperation(), others));
            }
        }
        return new SecretBuilder(found)
                .editMetadata()
                .withManagedFields(entries)
                .endMetadata()
                .build();
    }

    private static void put(Map<String, Object> target, String key, Map<String, Object> value) {
        if (!value.isEmpty()) {
            target.put(key, value);
        }
    }

    private static ManagedFieldsEntry with(
            ManagedFieldsEntry entry, String manager, String operation, Map<String, Object> fields) {
        var content = new FieldsV1();
        content.setAdditionalProperties(fields);
        return new ManagedFieldsEntryBuilder(entry)
                .withManager(manager)
                .withOperation(operation)
                .withFieldsV1(content)
                .build();
    }

    private static Stream<Map<String, Object>> ours(Secret found) {
        var earlier = isEarlier(found);
        return entries(found).stream()
                .filter(entry -> applied(entry) || (earlier && updated(found, entry)))
                .map(SecretFields::fields);
    }

    private static boolean beyond(Map<String, Object> fields, String field, @Nullable Map<String, String> wanted) {
        var known = new HashSet<String>();
        Objects.requireNonNullElse(wanted, Map.<String, String>of()).keySet().forEach(key -> known.add("f:" + key));
        return child(fields, field).keySet().stream().anyMatch(key -> key.startsWith("f:") && !known.contains(key));
    }

    private static boolean applied(ManagedFieldsEntry entry) {
        return MANAGER.equals(entry.getManager()) && APPLY.equals(entry.getOperation());
    }

    /**
     * Whether the entry is an update of ours: created Secrets have our manager; the library's, which others use too, counts only without
     * ours.
     */
    private static boolean updated(Secret found, ManagedFieldsEntry entry) {
        var name = entries(found).stream().anyMatch(one -> isUpdate(one) && MANAGER.equals(one.getManager()))
                ? MANAGER
                : LIBRARY;
        return isUpdate(entry) && name.equals(entry.getManager());
    }

    private static boolean isUpdate(ManagedFieldsEntry entry) {
        return "Update".equals(entry.getOperation());
    }

    private static List<ManagedFieldsEntry> entries(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getManagedFields(), List.of());
    }

    private static Map<String, Object> fields(ManagedFieldsEntry entry) {
        return entry.getFieldsV1() == null ? Map.of() : entry.getFieldsV1().getAdditionalProperties();
    }

    @SuppressWarnings("unchecked") // FieldsV1 is a tree of maps
    private static Map<String, Object> child(Map<String, Object> fields, String key) {
        return fields.get(key) instanceof Map<?, ?> child ? (Map<String, Object>) child : Map.of();
    }
}
