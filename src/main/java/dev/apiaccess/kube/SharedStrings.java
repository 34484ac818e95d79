// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Reads equal short strings into one instance. Most of what informers keep is the same few words in every object: kinds,
 * namespaces, reasons, messages. The table is bounded and may forget: a string that is not shared costs memory and nothing else.
 */
public final class SharedStrings extends StdScalarDeserializer<String> {

    private static final long serialVersionUID = 1L;

    /** Longer ones are mostly messages with names, and key values, which are unique. */
    private static final int LONGEST = 50;

    private static final int PLACES = 1 << 14;

    private final transient AtomicReferenceArray<String> table = new AtomicReferenceArray<>(PLACES);

    public SharedStrings() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        var text = StringDeserializer.instance.deserialize(parser, context);
        return text == null || text.length() > LONGEST ? text : shared(text);
    }

    @Override
    public String deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer typed)
            throws IOException {
        return deserialize(parser, context);
    }

    private String shared(String text) {
        var hash = text.hashCode();
        var place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        var known = table.get(place);
        if (text.equals(known)) {
            return known;
        }
        table.lazySet(place, text);
        return text;
    }
}
