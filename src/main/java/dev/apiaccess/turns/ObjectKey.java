// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * Names an object of the cluster.
 *
 * @param namespace empty where the kind has none
 */
public record ObjectKey(String kind, String namespace, String name) {

    public static ObjectKey of(HasMetadata object) {
        var meta = object.getMetadata();
        return new ObjectKey(object.getKind(), Objects.requireNonNullElse(meta.getNamespace(), ""), meta.getName());
    }
}
