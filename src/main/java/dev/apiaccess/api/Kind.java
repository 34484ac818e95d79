// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;

/**
 * A kind of custom resource, as far as it is described by its classes.
 *
 * @param status the record that its status is
 */
public record Kind<P extends CustomResource<?, ? extends CommonStatus>>(Class<P> type, Class<? extends Record> status) {

    /** As manifests write it: {@code ApiRateLimit}. */
    public String name() {
        return HasMetadata.getKind(type);
    }

    /** As rights name it: {@code apiratelimits}. */
    public String plural() {
        return HasMetadata.getPlural(type);
    }

    /** The name of its CRD: {@code apiratelimits.apiaccess.dev}. */
    public String crd() {
        return HasMetadata.getFullResourceName(type);
    }
}
