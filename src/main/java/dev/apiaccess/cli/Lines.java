// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Text for a terminal of 80 columns. Words are never cut, so a long ARN may stand out. */
final class Lines {

    static final int WIDTH = 80;
    private static final String EDGE = "  ";
    static final int LABEL = 10;

    private final Ansi ansi;
    private final StringBuilder text = new StringBuilder();

    Lines(Ansi ansi) {
        this.ansi = ansi;
    }

    /** The answer on a line of its own. */
    Lines verdict(Verdict verdict) {
        text.append(coloured(verdict, verdict.word())).append('\n');
        return this;
    }

    Lines line(String line) {
        return wrapped("", line);
    }

    Lines blank() {
        text.append('\n');
        return this;
    }

    /** A label with what belongs to it, indented. */
    Lines labelled(String label, String what) {
        return wrapped(EDGE + padded(label, LABEL), what);
    }

    Lines indented(String what) {
        return wrapped(EDGE, what);
    }

    /** One of several things. */
    Lines item(String what) {
        return wrapped(EDGE + "- ", what);
    }

    /** As {@link #labelled}, the label being an answer. */
    Lines labelled(Verdict verdict, String what) {
        return labelled(verdict.word(), verdict, what);
    }

    /** As {@link #labelled}, the label in the colour of an answer. */
    Lines labelled(String label, Verdict colour, String what) {
        var from = text.length();
        labelled(label, what);
        var at = from + EDGE.length();
        text.replace(at, at + label.length(), coloured(colour, label));
        return this;
    }

    /** A line that is not wrapped. */
    Lines raw(String line) {
        text.append(Visible.of(line)).append('\n');
        return this;
    }

    private Lines wrapped(String before, String what) {
        var indent = " ".repeat(before.length());
        var first = true;
        for (var line : wrap(Visible.of(what), WIDTH - before.length())) {
            text.append(first ? before : indent).append(line).append('\n');
            first = false;
        }
        return this;
    }

    private static List<String> wrap(String what, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : what.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String coloured(Verdict verdict, String word) {
        return ansi.string("@|" + verdict.colour() + " " + word + "|@");
    }

    static String padded(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
