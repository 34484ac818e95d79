// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.apiaccess.api.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of a Secret's metadata that we use, and skips the rest while it streams past: a labelled Secret may also have a quarter of
 * a megabyte of annotations, and any number of labels, finalizers and owners.
 */
final class LeanMeta extends StdDeserializer<ObjectMeta> {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 256;
    /** Longest name of an annotation of ours. */
    private static final int LONGEST_NAME = 64;
    /** Four annotations for each of two revisions, and a request. */
    private static final int MOST_ENTRIES = 16;

    private static final int MOST_OWNERS = 4;

    LeanMeta() {
        super(ObjectMeta.class);
    }

    @Override
    public @Nullable ObjectMeta deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return (ObjectMeta) context.handleUnexpectedToken(ObjectMeta.class, parser);
        }
        var meta = new ObjectMeta();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> meta.setName(parser.getText());
                case "namespace" -> meta.setNamespace(parser.getText());
                case "uid" -> meta.setUid(parser.getText());
                case "resourceVersion" -> meta.setResourceVersion(parser.getText());
                case "deletionTimestamp" -> meta.setDeletionTimestamp(parser.getText());
                case "labels" -> meta.setLabels(entries(parser, LeanMeta::label));
                case "annotations" -> meta.setAnnotations(entries(parser, LeanMeta::annotation));
                case "ownerReferences" -> meta.setOwnerReferences(owners(parser));
                default -> parser.skipChildren();
            }
        }
        return meta;
    }

    private static boolean label(String key) {
        return key.equals(Labels.MANAGED_BY) || key.equals(Labels.GRANT) || key.equals(Labels.KEY_SOURCE);
    }

    private static boolean annotation(String key) {
        return key.length() <= LONGEST_NAME && OwnSecret.ours(key);
    }

    private static Map<String, String> entries(JsonParser parser, Predicate<String> wanted) throws IOException {
        var entries = new HashMap<String, String>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return entries;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var key = parser.currentName();
            parser.nextToken();
            if (entries.size() < MOST_ENTRIES
                    && wanted.test(key)
                    && parser.currentToken() == JsonToken.VALUE_STRING
                    && parser.getTextLength() <= LONGEST) {
                entries.put(key, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return entries;
    }

    private static List<OwnerReference> owners(JsonParser parser) throws IOException {
        var owners = new ArrayList<OwnerReference>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return owners;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            var owner = new OwnerReference();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                parser.nextToken();
                // Owners are identified by their uids; the API server takes any text for these and for the other
                // fields.
                if (field.equals("uid") && parser.getTextLength() <= LONGEST) {
                    owner.setUid(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (owners.size() < MOST_OWNERS) {
                owners.add(owner);
            }
        }
        return owners;
    }
}
