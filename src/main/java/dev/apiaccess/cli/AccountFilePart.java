// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An object of an account file, with the place where it stands for messages; what has the wrong form is refused with {@link Unanswerable}.
 *
 * @param place such as {@code .keys[0]}, empty for the whole file
 */
record AccountFilePart(String file, String place, JsonNode node) {

    AccountFilePart {
        if (!node.isObject()) {
            throw new Unanswerable(
                    Code.WRONG_FIELD,
                    file + ": " + (place.isEmpty() ? "the file" : place) + " is no object",
                    "write the file anew");
        }
    }

    /** Refuses all other fields. */
    void only(List<String> fields) {
        node.properties().stream()
                .map(entry -> entry.getKey())
                .filter(name -> !fields.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw name.equals("value")
                            ? new Unanswerable(
                                    Code.KEY_VALUE_IN_FILE,
                                    at(name) + " is the value of a key, which no account file holds (the file and this"
                                            + " apiaccess: version " + AccountFile.VERSION + ")",
                                    "take the value out, and replace the key: who had the file may have it")
                            : new Unanswerable(
                                    Code.WRONG_FIELD,
                                    at(name) + " is no field of an account file of version " + AccountFile.VERSION
                                            + ", which is what this apiaccess reads",
                                    "use the apiaccess that wrote it, or take the field out");
                });
    }

    boolean has(String name) {
        return node.has(name);
    }

    String text(String name) {
        return optional(name).orElseThrow(() -> wrong(name, "it is missing"));
    }

    String text(String name, String absent) {
        return optional(name).orElse(absent);
    }

    Optional<String> optional(String name) {
        if (!node.has(name)) {
            return Optional.empty();
        }
        var value = node.path(name);
        if (!value.isTextual()) {
            throw wrong(name, "it takes a text");
        }
        return Optional.of(value.asText());
    }

    /** False where it is absent. */
    boolean flag(String name) {
        var value = node.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong(name, "it takes true or false");
        }
        return value.asBoolean();
    }

    AccountFilePart part(String name) {
        return new AccountFilePart(file, place + "." + name, Objects.requireNonNull(node.get(name)));
    }

    /** The objects of a list; none where it is absent. */
    List<AccountFilePart> list(String name) {
        var parts = new ArrayList<AccountFilePart>();
        for (var one : array(name)) {
            parts.add(new AccountFilePart(file, place + "." + name + "[" + parts.size() + "]", one));
        }
        return parts;
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (var one : array(name)) {
            if (!one.isTextual()) {
                throw wrong(name, "it takes a list of texts");
            }
            texts.add(one.asText());
        }
        return texts;
    }

    private JsonNode array(String name) {
        var list = node.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw wrong(name, "it takes a list");
        }
        return list;
    }

    Unanswerable wrong(String name, String what) {
        return new Unanswerable(Code.WRONG_FIELD, at(name) + ": " + what, "write the file anew, or mend it there");
    }

    private String at(String name) {
        return file + ": " + place + "." + name;
    }
}
