// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata of Secrets, with a bound for each namespace, and a lower one while there are many in all: anyone may set our labels, so
 * Secrets that only look like ours fill no more than a share of the memory. Secrets left out count as absent; other namespaces are not
 * affected.
 */
final class SecretStore extends BasicItemStore<Secret> {

    private static final Logger LOG = LoggerFactory.getLogger(SecretStore.class);

    /** Two for each key that AWS takes in a region. */
    static final int MOST_OF_A_NAMESPACE = 20_000;

    /** From this total on, a namespace is limited to its part of it, and to {@link #SHARE} at least. */
    static final int MANY = 40_000;

    static final int SHARE = 1_000;

    private final int most;
    private final int many;
    private final int share;
    private final Set<String> cut = new HashSet<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    SecretStore() {
        this(MOST_OF_A_NAMESPACE, MANY, SHARE);
    }

    /**
     * With other bounds.
     *
     * @param most Secrets of a namespace
     * @param many total from which on a namespace is limited to its part of it
     * @param share that a namespace gets even then
     */
    SecretStore(int most, int many, int share) {
        super(Cache::metaNamespaceKeyFunc);
        this.most = most;
        this.many = many;
        this.share = share;
    }

    @Override
    public synchronized @Nullable Secret put(String key, Secret secret) {
        if (get(key) == null) {
            var namespace = namespace(key);
            var count = counts.getOrDefault(namespace, 0);
            if (count >= room()) {
                if (cut.add(namespace)) {
                    LOG.warn(
                            "of the Secrets with our labels in namespace {} those beyond {} are left out",
                            namespace,
                            count);
                }
                return null;
            }
            counts.put(namespace, count + 1);
        }
        return super.put(key, secret);
    }

    /** How many Secrets a namespace may have. While there are many in all, the largest namespaces get no more. */
    private int room() {
        return size() < many ? most : Math.min(most, Math.max(share, many / Math.max(1, counts.size())));
    }

    @Override
    public synchronized @Nullable Secret remove(String key) {
        var removed = super.remove(key);
        if (removed != null) {
            counts.computeIfPresent(namespace(key), (_, count) -> count > 1 ? count - 1 : null);
            if (!counts.containsKey(namespace(key))) {
                cut.remove(namespace(key));
            }
        }
        return removed;
    }

    private static String namespace(String key) {
        var end = key.indexOf('/');
        return end < 0 ? "" : key.substring(0, end);
    }
}
