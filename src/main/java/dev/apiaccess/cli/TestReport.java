// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.cli.Outcome.Result;
import java.util.List;

/** What came of a file of tests, in its forms. */
final class TestReport {

    private final String file;
    private final List<Outcome> outcomes;
    private final List<String> unseen;

    /** @param unseen what the answers leave out */
    TestReport(String file, List<Outcome> outcomes, List<String> unseen) {
        this.unseen = List.copyOf(unseen);
        this.file = file;
        this.outcomes = List.copyOf(outcomes);
    }

    private int count(Result result) {
        return (int)
                outcomes.stream().filter(outcome -> outcome.result() == result).count();
    }

    /** A line for each that does not hold, and how many there are. */
    void tell(Lines lines) {
        outcomes.stream()
                .filter(outcome -> outcome.result() != Result.HOLDS)
                .forEach(outcome -> lines.labelled(
                        outcome.result().word(),
                        outcome.result().colour(),
                        "line " + outcome.expectation().line() + ": "
                                + outcome.expectation().sentence() + ": " + outcome.because()));
        lines.line(SinceText.counted(outcomes.size(), "expectation", "expectations") + ": "
                + count(Result.HOLDS) + " hold, " + count(Result.FAILS) + " fail, "
                + count(Result.UNKNOWN) + " unknown");
        var absent = outcomes.stream().filter(Judge::isWithoutMethod).toList();
        if (!absent.isEmpty()) {
            lines.line(absent.size() + " of those that hold: the stage serves no such method, first line "
                    + absent.getFirst().expectation().line());
        }
        lines.labelled("not seen", String.join(", ", unseen));
    }

    String json(boolean assumed) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("file", file)
                .put("holds", count(Result.HOLDS))
                .put("fails", count(Result.FAILS))
                .put("unknown", count(Result.UNKNOWN));
        var tests = node.putArray("tests");
        for (var outcome : outcomes) {
            var expectation = outcome.expectation();
            var test = tests.addObject()
                    .put("line", expectation.line())
                    .put("test", expectation.sentence())
                    .put("result", outcome.result().word())
                    .put("answer", outcome.found().word())
                    .put("because", outcome.because());
            if (!outcome.code().isEmpty()) {
                test.put("code", outcome.code());
            }
        }
        var assume = node.putArray("assumed");
        if (assumed) {
            assume.add(AnswerJson.POLICY_DEPLOYED);
        }
        var notSeen = node.putArray("notSeen");
        unseen.forEach(notSeen::add);
        return AccountFileWriter.pretty(node);
    }

    /** As CI servers read it. */
    String junit() {
        var failed = outcomes.size() - count(Result.HOLDS);
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        var counts = " tests=\"" + outcomes.size() + "\" failures=\"" + failed + "\" errors=\"0\" skipped=\"0\"";
        xml.append("<testsuites").append(counts).append(">\n");
        xml.append("  <testsuite name=\"")
                .append(escaped(file))
                .append('"')
                .append(counts)
                .append(">\n");
        for (var outcome : outcomes) {
            xml.append("    <testcase classname=\"")
                    .append(escaped(file))
                    .append("\" name=\"")
                    .append(escaped(outcome.expectation().sentence()))
                    .append('"');
            if (outcome.result() == Result.HOLDS) {
                xml.append("/>\n");
                continue;
            }
            xml.append(">\n      <failure type=\"")
                    .append(outcome.result().word())
                    .append("\" message=\"")
                    .append(escaped(outcome.because()))
                    .append("\">")
                    .append(escaped(file + " line " + outcome.expectation().line() + ": " + outcome.because()))
                    .append("</failure>\n    </testcase>\n");
        }
        return xml.append("  </testsuite>\n</testsuites>\n").toString();
    }

    /** Also of what no XML may hold. */
    private static String escaped(String text) {
        var xml = new StringBuilder();
        text.codePoints().forEach(one -> {
            switch (one) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                default -> {
                    if (one < ' ' || one == 0xFFFE || one == 0xFFFF || (one >= 0xD800 && one <= 0xDFFF)) {
                        xml.append(' ');
                    } else {
                        xml.appendCodePoint(one);
                    }
                }
            }
        });
        return xml.toString();
    }

    /** 0 where all hold, 1 where one does not, 3 where that is only not known. */
    int code() {
        return count(Result.FAILS) > 0 ? 1 : count(Result.UNKNOWN) > 0 ? Verdict.UNKNOWN.code() : 0;
    }
}
