// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Differences;
import dev.apiaccess.access.Direction;
import java.util.List;
import java.util.Locale;

/** What differs between two account files, as JSON. */
final class SinceJson {

    private SinceJson() {}

    static ObjectNode of(Differences differences, String account, boolean assumed, List<String> unseen) {
        var node = JsonNodeFactory.instance.objectNode().put("account", account).put("result", result(differences));
        var gains = Gain.of(differences.shifts());
        var notices = node.putArray("things");
        for (var direction : Direction.values()) {
            differences.notices().stream()
                    .filter(notice -> notice.direction() == direction)
                    .forEach(notice -> notices.addObject()
                            .put("direction", SinceText.word(direction))
                            .put(
                                    "kind",
                                    notice.kind()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-'))
                            .put("subject", notice.subject())
                            .put("before", notice.before())
                            .put("after", notice.after()));
        }
        var list = node.putArray("access");
        for (var direction : Direction.values()) {
            gains.stream().filter(gain -> gain.kind().direction() == direction).forEach(gain -> list.add(gain(gain)));
        }
        node.put("otherPoliciesSameAnswers", differences.idle());
        node.put("otherServiceControlPolicies", differences.otherScps());
        var assume = node.putArray("assumed");
        if (assumed) {
            assume.add(AnswerJson.POLICY_DEPLOYED);
        }
        var notSeen = node.putArray("notSeen");
        unseen.forEach(notSeen::add);
        return node;
    }

    /** The word for the whole, by which the exit code follows. */
    static String result(Differences differences) {
        if (differences.isEmpty()) {
            return "same";
        }
        for (var direction : new Direction[] {Direction.WIDER, Direction.UNCLEAR}) {
            if (differences.has(direction)) {
                return SinceText.word(direction);
            }
        }
        return "changed";
    }

    private static ObjectNode gain(Gain gain) {
        var kind = gain.kind();
        var first = gain.shifts().getFirst();
        var inquiry = first.seen().inquiry();
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("direction", SinceText.word(kind.direction()))
                .put("before", kind.before())
                .put("after", kind.after());
        var callers = node.putArray("principals");
        gain.callers().forEach(callers::add);
        node.put("others", gain.others())
                .put("api", inquiry.api().id())
                .put("apiName", inquiry.api().name())
                .put("stage", inquiry.stage().name());
        var methods = node.putArray("methods");
        gain.shifts()
                .forEach(shift -> methods.addObject()
                        .put("verb", shift.method().verb())
                        .put("path", shift.method().path())
                        .put(
                                "suchAs",
                                shift.suchAs().verb() + " " + shift.suchAs().path()));
        if (!kind.conditions().isEmpty()) {
            node.put("conditions", kind.conditions()).put("code", kind.code());
        }
        gain.cause().ifPresent(cause -> node.put("cause", cause));
        return node;
    }
}
