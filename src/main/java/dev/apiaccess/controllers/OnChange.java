// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/** Lets through requests of users: a changed spec, an annotation, a deletion. Our own status writes are filtered out. */
public final class OnChange implements OnUpdateFilter<HasMetadata> {

    @Override
    public boolean accept(HasMetadata after, HasMetadata before) {
        var next = after.getMetadata();
        var last = before.getMetadata();
        return !Objects.equals(next.getGeneration(), last.getGeneration())
                || !Objects.equals(next.getFinalizers(), last.getFinalizers())
                || !Objects.equals(next.getAnnotations(), last.getAnnotations())
                || (next.getDeletionTimestamp() != null && last.getDeletionTimestamp() == null);
    }
}
