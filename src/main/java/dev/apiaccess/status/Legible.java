// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.OneLine;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A status in which every text is one line ({@link OneLine}), in every field. The same status when it was so already, as it nearly
 * always is.
 */
public final class Legible {

    /** A line of a status takes 1,024, and escapes make a text longer. */
    private static final int LONGEST = 1000;

    private record Shape(List<Method> accessors, Constructor<?> constructor) {}

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            var components = type.getRecordComponents();
            try {
                return new Shape(
                        Stream.of(components).map(RecordComponent::getAccessor).toList(),
                        type.getConstructor(Stream.of(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new)));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type + " is no public record", e);
            }
        }
    };

    private Legible() {}

    /** The same status with every text on one line. */
    @SuppressWarnings("unchecked")
    public static <S> S of(S status) {
        return (S) Objects.requireNonNull(value(status));
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case String text -> line(text);
            case Condition condition -> condition(condition);
            case List<?> list -> list(list);
            case Record parts -> parts(parts);
            case null, default -> value;
        };
    }

    private static String line(String text) {
        var line = OneLine.of(text);
        return line.equals(text) || line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static Condition condition(Condition condition) {
        var message = condition.getMessage();
        var line = message == null ? null : line(message);
        return Objects.equals(line, message)
                ? condition
                : new ConditionBuilder(condition).withMessage(line).build();
    }

    private static List<?> list(List<?> list) {
        for (var at = 0; at < list.size(); at++) {
            if (!Objects.equals(value(list.get(at)), list.get(at))) {
                return list.stream().map(Legible::value).toList();
            }
        }
        return list;
    }

    private static Object parts(Record parts) {
        var shape = SHAPES.get(parts.getClass());
        var accessors = shape.accessors();
        var values = new @Nullable Object[accessors.size()];
        var changed = false;
        try {
            for (var at = 0; at < accessors.size(); at++) {
                var before = accessors.get(at).invoke(parts);
                values[at] = value(before);
                changed |= !Objects.equals(values[at], before);
            }
            return changed ? shape.constructor().newInstance(values) : parts;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(parts.getClass() + " cannot be read", e);
        }
    }
}
