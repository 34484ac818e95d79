// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Reads answers of the API server whatever the length of their parts. The API server bounds only objects as a whole: with Jackson's own
 * bounds for one name or one text, a single object could make a whole list unreadable.
 */
public final class AnyLength {

    /** Deeper than any object that the API server takes. */
    private static final int DEEPEST = 2_000_000;

    private AnyLength() {}

    /** The default serialization of a client. */
    public static KubernetesSerialization reading() {
        var mapper = new ObjectMapper();
        allow(mapper);
        return new KubernetesSerialization(mapper, true);
    }

    /** Removes a mapper's own bounds. */
    public static void allow(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNestingDepth(DEEPEST)
                        .build());
    }
}
