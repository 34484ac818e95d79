// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kinds, once: whatever goes through all of them goes through these lists. {@code KindsTest} fails while a custom resource is in
 * none.
 */
public final class Kinds {

    /** An account and how to reach it. Everything else is bound to one. */
    public static final Kind<AwsConnection> CONNECTION = new Kind<>(AwsConnection.class, AwsConnectionStatus.class);

    /**
     * Those that stand for something in AWS: namespaced, and bound to a connection. In the order in which they depend on each other, so
     * that what is gone through in it finds what it needs.
     */
    public static final List<Kind<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>>> BOUND =
            List.of(
                    new Kind<>(ApiAccessPolicy.class, ApiAccessPolicyStatus.class),
                    new Kind<>(ApiRateLimit.class, ApiRateLimitStatus.class),
                    new Kind<>(ApiKeyGrant.class, ApiKeyGrantStatus.class),
                    new Kind<>(ApiProtection.class, ApiProtectionStatus.class));

    /** All of them, the connection first. */
    public static final List<Kind<? extends CustomResource<?, ? extends CommonStatus>>> ALL =
            Stream.<Kind<? extends CustomResource<?, ? extends CommonStatus>>>concat(
                            Stream.of(CONNECTION), BOUND.stream())
                    .toList();

    private Kinds() {}

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(Kind::name).toList();
    }
}
