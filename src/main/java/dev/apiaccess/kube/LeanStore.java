// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an informer keeps, without the record of who owns which field: nobody here reads it, and it is larger than all the rest
 * of an object.
 */
public final class LeanStore<V extends HasMetadata> extends BasicItemStore<V> {

    public LeanStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable V put(String key, V item) {
        item.getMetadata().setManagedFields(List.of());
        return super.put(key, item);
    }
}
