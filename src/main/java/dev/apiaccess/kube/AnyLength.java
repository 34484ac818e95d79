// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Reads what the API server sends however long its parts are. The API server bounds objects as a whole, and within that whoever makes
 * one chooses: Jackson's own bounds for one name or one text would make of a single object a list that nobody can read any more.
 */
public final class AnyLength {

    /** Deeper than what fits in an object that the API server takes. */
    private static final int DEEPEST = 2_000_000;

    private AnyLength() {}

    /** How a client reads that nothing else was chosen for. */
    public static KubernetesSerialization reading() {
        var mapper = new ObjectMapper();
        allow(mapper);
        return new KubernetesSerialization(mapper, true);
    }

    /** Takes a mapper's own bounds away. */
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
