// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Differences;
import dev.apiaccess.access.Direction;
import dev.apiaccess.access.Notice;
import dev.apiaccess.access.Shift;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What differs between two account files, for people: widening first, what belongs together on one line. */
final class SinceText {

    private static final int MOST_NAMES = 3;
    private static final int MOST_LINES = 12;
    /** Callers who stand for many. */
    private static final String ANYBODY = "anybody";

    private final Differences differences;
    private final int names;
    private final int most;

    /** @param all whether everything is told, however much */
    SinceText(Differences differences, boolean all) {
        this.differences = differences;
        this.names = all ? Integer.MAX_VALUE : MOST_NAMES;
        this.most = all ? Integer.MAX_VALUE : MOST_LINES;
    }

    /** How answers call a direction. */
    static String word(Direction direction) {
        return switch (direction) {
            case WIDER -> "wider";
            case UNCLEAR -> "unclear";
            case NARROWER -> "narrower";
            case NEUTRAL -> "other";
        };
    }

    static Verdict colour(Direction direction) {
        return switch (direction) {
            case WIDER -> Verdict.NO;
            case UNCLEAR -> Verdict.UNKNOWN;
            case NARROWER, NEUTRAL -> Verdict.YES;
        };
    }

    void tell(Lines lines) {
        var gains = Gain.of(differences.shifts());
        for (var direction : Direction.values()) {
            var all = new ArrayList<Line>();
            notices(direction).forEach(all::add);
            gains.stream()
                    .filter(gain -> gain.kind().direction() == direction)
                    .sorted(Comparator.comparingInt(SinceText::rank))
                    .map(this::line)
                    .forEach(all::add);
            var label = word(direction);
            all.stream().limit(most).forEach(line -> {
                lines.labelled(label, colour(direction), line.what());
                line.cause().forEach(cause -> lines.labelled("", cause));
            });
            if (all.size() > most) {
                lines.labelled(label, "and " + (all.size() - most) + " lines more: --all tells them");
            }
        }
        if (differences.idle() > 0) {
            lines.labelled(
                    word(Direction.NEUTRAL),
                    counted(differences.idle(), "principal has", "principals have")
                            + " other policies and the same answers");
        }
        if (differences.otherScps()) {
            lines.labelled(word(Direction.NEUTRAL), "the service control policies over the account are other ones");
        }
    }

    private record Line(String what, List<String> cause) {}

    private List<Line> notices(Direction direction) {
        var alike = new LinkedHashMap<List<Object>, List<Notice>>();
        differences.notices().stream()
                .filter(notice -> notice.direction() == direction)
                .sorted(Comparator.comparing(Notice::kind))
                .forEach(notice -> alike.computeIfAbsent(
                                List.of(notice.kind(), notice.before(), notice.after()), _ -> new ArrayList<>())
                        .add(notice));
        return alike.values().stream()
                .map(group -> new Line(
                        what(group.getFirst(), group.size())
                                + some(group.stream().map(Notice::subject).toList()),
                        List.of()))
                .toList();
    }

    /** What happened to a thing, or to several. */
    private static String what(Notice notice, int number) {
        var what = switch (notice.kind()) {
            case AUTHORIZATION -> "authorization " + notice.before() + " -> " + notice.after();
            case KEY_REQUIRED -> notice.before() + " -> " + notice.after();
            case PRIVATE, METHODS, KEY, ORGANIZATION -> notice.before() + " -> " + notice.after();
            case API, STAGE, METHOD, PRINCIPAL ->
                (notice.before().equals(Notice.ABSENT) ? "new " : "gone ")
                        + (number == 1 ? thing(notice.kind()) : number + " " + thing(notice.kind()) + "s");
        };
        return what + ": ";
    }

    private static String thing(Notice.Kind kind) {
        return kind == Notice.Kind.API ? "API" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static int rank(Gain gain) {
        return gain.callers().getFirst().startsWith(ANYBODY) ? 0 : 1;
    }

    private Line line(Gain gain) {
        var kind = gain.kind();
        var shifts = gain.shifts();
        var methods = shifts.stream().map(Gain::method).toList();
        var text = some(gain.callers())
                + (gain.others() > 0 ? " and " + counted(gain.others(), "caller", "callers") + " by that" : "") + ": "
                + (methods.size() == 1 ? "" : methods.size() + " methods of " + gain.stage() + ", ") + kind.before()
                + " -> " + kind.after()
                + (methods.size() == 1 ? " for " : ": ") + some(methods)
                + (methods.size() == 1 ? " of " + gain.stage() : "");
        var more = new ArrayList<String>();
        if (!kind.conditions().isEmpty()) {
            more.add("now yes, " + kind.conditions() + gain.codes());
        }
        if (shifts.getFirst().seen().reply().samples().size() > 1) {
            more.add("such as " + call(shifts.getFirst()));
        }
        gain.cause().ifPresent(more::add);
        return new Line(text, more);
    }

    private static String call(Shift shift) {
        return shift.suchAs().verb() + " " + shift.suchAs().path();
    }

    /** The first ones, with how many more. */
    private String some(List<String> all) {
        var told = all.stream().limit(names).collect(Collectors.joining(", "));
        return all.size() <= names ? told : told + " and " + (all.size() - names) + " more";
    }

    static String counted(int number, String one, String several) {
        return number == 1 ? "1 " + one : number + " " + several;
    }
}
