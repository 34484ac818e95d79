// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key as API Gateway holds it; names are not unique there, ids are.
 *
 * @param tags null when they were not read: bulk listings leave them out
 * @param proof what proves that it is ours, as far as is known
 */
public record ExistingKey(String id, ApiKey key, @Nullable Map<String, String> tags, Proof proof)
        implements Existing<ExistingKey> {

    public ExistingKey {
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** A key whose tags were not read. */
    public ExistingKey(String id, ApiKey key) {
        this(id, key, null, Proof.UNREAD);
    }

    @Override
    public ExistingKey withTags(Map<String, String> next) {
        return new ExistingKey(id, key, next, proof);
    }

    @Override
    public ExistingKey withProof(Proof next) {
        return new ExistingKey(id, key, tags, next);
    }

    public ExistingKey withKey(ApiKey next) {
        return new ExistingKey(id, next, tags, proof);
    }
}
