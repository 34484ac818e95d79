// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.iam.PolicyText;
import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.OneLine;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weighed;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statements of others that got lost while the resource policy was written, as status keeps them: until they are there again, or until the
 * object is edited. They are told and never written again from here.
 *
 * @param lines the newest first, a time and a statement each
 */
record LostUpdates(List<String> lines) {

    private static final int MOST = 5;
    private static final int LONGEST_LINE = 1000;
    private static final int LONGEST_TOLD = 300;

    LostUpdates {
        lines = List.copyOf(lines);
    }

    static LostUpdates of(ProtectionSituation situation, ProtectionSituation.Seen seen) {
        var at = situation.at();
        return of(
                at.object(),
                situation.unit().map(unit -> at.tried().lost(unit)).orElse(List.of()),
                seen.api().listed().policy());
    }

    /**
     * What is told of an object now.
     *
     * @param lost what went with the last writes
     * @param policy the resource policy as it is
     */
    static LostUpdates of(ApiProtection protection, List<LostStatement> lost, Optional<String> policy) {
        var before = protection.getStatus();
        var isEdited = before != null
                && !Objects.equals(
                        before.observedGeneration(), protection.getMetadata().getGeneration());
        var kept = before == null || isEdited ? Stream.<String>empty() : before.lostUpdates().stream();
        return new LostUpdates(Stream.concat(
                        lost.stream().filter(one -> isNews(one, before)).map(LostUpdates::line), kept)
                .distinct()
                .filter(line -> PolicyText.lacks(policy, line.substring(line.indexOf(' ') + 1)))
                .limit(MOST)
                .toList());
    }

    /** What went with a write that status knows of stands there, unless it was taken out. */
    private static boolean isNews(LostStatement lost, @Nullable ApiProtectionStatus before) {
        var changed = before == null ? null : before.lastChangeTime();
        return changed == null || lost.at().truncatedTo(ChronoUnit.SECONDS).isAfter(Instant.parse(changed));
    }

    /** One that is too long for a line cannot be compared later: it stays until the object is edited. */
    private static String line(LostStatement lost) {
        var text = lost.text().lines().map(String::strip).collect(Collectors.joining(" "));
        return Findings.cut(lost.at().truncatedTo(ChronoUnit.SECONDS) + " " + OneLine.of(text), LONGEST_LINE);
    }

    /** What is told of them; empty where there is none. */
    Optional<Problem> problem() {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        new Weighed(Reason.LostUpdate, Weight.TOLD),
                        "",
                        "while the resource policy was written here, a statement of others got lost: "
                                + Findings.cut(lines.getFirst(), LONGEST_TOLD)
                                + (lines.size() == 1 ? "" : " and " + (lines.size() - 1) + " more")
                                + ": write it again where it is meant (status.lostUpdates)"));
    }

    /** Whether the newest of them is told already. */
    static boolean isTold(Problem problem, ApiProtectionStatus before) {
        return problem.reason() == Reason.LostUpdate
                && !before.lostUpdates().isEmpty()
                && problem.message().contains(Findings.cut(before.lostUpdates().getFirst(), LONGEST_TOLD));
    }
}
