// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** One version of an object; an object that the API server never saw equals only itself. */
record Version<T>(Object object, @Nullable String resourceVersion) implements Question<T> {

    static <T> Version<T> of(HasMetadata object) {
        var meta = object.getMetadata();
        return meta.getUid() == null || meta.getResourceVersion() == null
                ? new Version<>(new Itself(object), null)
                : new Version<>(meta.getUid(), meta.getResourceVersion());
    }

    private record Itself(Object object) {
        @Override
        @SuppressWarnings("ReferenceEquality") // that is what it is about
        public boolean equals(@Nullable Object other) {
            return other instanceof Itself that && that.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }
}
