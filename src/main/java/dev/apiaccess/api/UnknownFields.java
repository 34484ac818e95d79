// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what this version of the API did not understand in a spec. */
final class UnknownFields {
    private static final String HIDDEN_CONSTANT = "UNKNOWN";

    /** Looking a record's components up costs more than reading them, and every look at an object reads its whole spec. */
    private static final ClassValue<List<RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            return List.of(type.getRecordComponents());
        }
    };

    private UnknownFields() {}

    /** The paths of everything not understood below a spec, in the order of the fields. */
    static List<String> of(Record spec) {
        if (understood(spec)) {
            return List.of();
        }
        var found = new ArrayList<String>();
        collect("spec", spec, found);
        return List.copyOf(found);
    }

    static List<String> of(CommonSpec spec) {
        return of((Record) spec);
    }

    /** Whether nothing is to be found, for which no path has to be written: so it is with almost every look. */
    private static boolean understood(@Nullable Object value) {
        return switch (value) {
            case Enum<?> constant -> !constant.name().equals(HIDDEN_CONSTANT);
            case List<?> items -> (!items.isEmpty() && items.getFirst() instanceof String) || allUnderstood(items);
            case Record part -> {
                for (var component : COMPONENTS.get(part.getClass())) {
                    var isRest = part instanceof Lenient && component.getName().equals("unknown");
                    if (isRest ? !((Lenient) part).unknown().isEmpty() : !understood(read(component, part))) {
                        yield false;
                    }
                }
                yield true;
            }
            case null, default -> true;
        };
    }

    private static boolean allUnderstood(List<?> items) {
        for (var item : items) {
            if (!understood(item)) {
                return false;
            }
        }
        return true;
    }

    private static void collect(String path, @Nullable Object value, List<String> found) {
        switch (value) {
            case Enum<?> constant when constant.name().equals(HIDDEN_CONSTANT) -> found.add(path);
            case List<?> texts when !texts.isEmpty() && texts.getFirst() instanceof String -> {
                // texts are always understood, and there may be thousands of them
            }
            case List<?> items -> {
                for (int i = 0; i < items.size(); i++) {
                    collect(path + "[" + i + "]", items.get(i), found);
                }
            }
            case Record part -> collectParts(path, part, found);
            case null, default -> {
                // a leaf that was understood
            }
        }
    }

    private static void collectParts(String path, Record part, List<String> found) {
        for (var component : COMPONENTS.get(part.getClass())) {
            if (part instanceof Lenient lenient && component.getName().equals("unknown")) {
                lenient.unknown().keySet().forEach(name -> found.add(path + "." + name));
            } else {
                collect(path + "." + component.getName(), read(component, part), found);
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Record part) {
        try {
            return component.getAccessor().invoke(part);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component + " of a public record", e);
        }
    }
}
