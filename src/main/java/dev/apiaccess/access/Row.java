// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayList;
import java.util.List;

/** A caller, with an answer for each column of a survey. */
public final class Row {

    private final Caller caller;
    private final List<Sheet.Part> parts;
    private final List<Survey.Kind> kinds = new ArrayList<>();
    /** By column. */
    private final int[] kindOf;

    /** @param parts the stages, in the order of the columns */
    Row(Caller caller, List<Sheet.Part> parts) {
        this.caller = caller;
        this.parts = List.copyOf(parts);
        this.kindOf = new int[parts.stream().mapToInt(Sheet.Part::size).sum()];
        for (var part : parts) {
            var before = kinds.size();
            for (var index = 0; index < part.size(); index++) {
                kindOf[part.first() + index] = before + part.kind(index);
            }
            kinds.addAll(part.kinds());
        }
    }

    public Caller caller() {
        return caller;
    }

    /** All that the caller gets. */
    public List<Survey.Kind> kinds() {
        return List.copyOf(kinds);
    }

    /** The position in {@link #kinds} of what it gets from the method of a column. */
    public int kind(int column) {
        return kindOf[column];
    }

    /** The answer about the method of a column, as {@link Inquiry#can} gives it; made when it is asked for. */
    public Reply cell(int column) {
        for (var part : parts) {
            if (column < part.first() + part.size()) {
                return part.reply(column - part.first());
            }
        }
        throw new IndexOutOfBoundsException(column);
    }
}
