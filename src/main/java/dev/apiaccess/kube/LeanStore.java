// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.AwsConnection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an informer keeps of an object: spec and status. Managed fields, labels, owners and annotations of others are not used, except the
 * labels of namespaces; each of them could be made larger than all the rest.
 */
public class LeanStore<V extends HasMetadata> extends BasicItemStore<V> {

    private static final String OURS = "apiaccess.dev/";
    private static final int LONGEST_ANNOTATION = 256;

    /** Our finalizer is removed by its position, so those of others keep their places. */
    private static final String SOME_FINALIZER = "example.com/of-somebody-else";

    private static final int MOST_FINALIZERS = 16;

    public LeanStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public final @Nullable V put(String key, V item) {
        trim(item);
        return super.put(key, item);
    }

    /** Removes unused fields. */
    protected void trim(V item) {
        var meta = item.getMetadata();
        meta.setManagedFields(List.of());
        if (!(item instanceof Namespace)) {
            // The labels of namespaces select tenants.
            meta.setLabels(Map.of());
        }
        meta.setOwnerReferences(List.of());
        if (meta.getAnnotations() != null) {
            // A connection is the platform's, and may list many objects in one annotation.
            meta.setAnnotations(ours(
                    meta.getAnnotations(), item instanceof AwsConnection ? Integer.MAX_VALUE : LONGEST_ANNOTATION));
        }
        var finalizers = meta.getFinalizers();
        if (finalizers != null && finalizers.size() > MOST_FINALIZERS) {
            finalizers.replaceAll(name -> name.startsWith(OURS) ? name : SOME_FINALIZER);
        }
    }

    private static Map<String, String> ours(Map<String, String> annotations, int longest) {
        var ours = new LinkedHashMap<String, String>();
        annotations.forEach((name, value) -> {
            if (Annotations.ALL.contains(name)) {
                ours.put(name, value.length() > longest ? value.substring(0, longest) : value);
            }
        });
        return ours;
    }
}
