// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.RotationStatus;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Rotations;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Settings;
import dev.apiaccess.rotation.Expiry;
import dev.apiaccess.rotation.KeyLife;
import dev.apiaccess.rotation.KeySteps;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What status says of the keys of an admitted grant: the condition Ready, and {@code status.rotation}. */
record KeyReadiness(Settings settings) {

    /**
     * The state of a grant's keys.
     *
     * @param retiring whether AWS still has keys that are no longer needed
     */
    record Stage(KeyHistory history, KeySteps.Outlook outlook, boolean retiring, Expiry expiry) {

        /** The key that the consumer has, with its id, empty when there is none that works. */
        Optional<KeyRevision> serving() {
            return outlook.serving();
        }

        /** When there is something to do without an event. */
        Optional<Instant> again(Instant now) {
            return Stream.of(outlook.again(), expiry.changes(now))
                    .flatMap(Optional::stream)
                    .min(Instant::compareTo);
        }
    }

    /**
     * Reports the state of the keys.
     *
     * @param progress why something could not be done
     * @param findings know whether AWS is as desired, and take the conditions
     */
    void tell(ApiKeyGrant grant, KeyIntent intent, Stage stage, KeyProgress progress, Findings findings, Instant now) {
        if (progress.refused().isPresent()) {
            refused(progress.refused().get(), findings);
        } else if (stage.expiry().ended(now)) {
            expired(grant, findings);
        } else if (!intent.enabled()) {
            disabled(findings);
        } else if (progress.handing().isPresent()) {
            refused(grant, progress.handing().get().why(), findings);
        } else if (stage.serving().isPresent()) {
            ready(grant, stage, stage.serving().get(), stage.expiry().state(now), findings, now);
        } else if (findings.converged()) {
            settling(stage.outlook().settled(), findings);
        }
    }

    private static void refused(ApiKeyGrant grant, Verdict.Rejected<?> rejected, Findings findings) {
        if (rejected.reason() == Reason.ValueDiffers) {
            differs(grant, rejected, findings);
        } else {
            refused(rejected, findings);
        }
    }

    /** The consumer has what it had, as ready as it was. */
    private static void differs(ApiKeyGrant grant, Verdict.Rejected<?> rejected, Findings findings) {
        var before = grant.getStatus();
        var reason = rejected.waiting() ? Reason.Pending : rejected.reason();
        findings.conditions()
                .expected(ConditionType.Reconciling, ConditionType.Stalled)
                .isFalse(ConditionType.Synced, reason, rejected.message());
        if (before != null && StatusConditions.holds(before.conditions(), ConditionType.Ready)) {
            findings.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            "the key works as before; Synced says what is to be done");
        } else if (rejected.waiting()) {
            findings.conditions().reconciling(reason, rejected.message());
        } else {
            findings.conditions().stalled(reason, rejected.message());
        }
    }

    private static void refused(Verdict.Rejected<?> rejected, Findings findings) {
        if (rejected.waiting()) {
            findings.conditions().reconciling(rejected.reason(), rejected.message());
        } else {
            findings.conditions().stalled(rejected.reason(), rejected.message());
        }
    }

    private static void expired(ApiKeyGrant grant, Findings findings) {
        var at = grant.getSpec().expiresAt();
        findings.conditions()
                .expected(ConditionType.Reconciling)
                .stalled(
                        Reason.Expired,
                        (findings.converged()
                                        ? "all keys are switched off since " + at
                                                + "; AWS may take two minutes to follow"
                                        : "all keys are being switched off, since " + at)
                                + ": set a later expiresAt to have the same ones again, or delete the grant");
    }

    private static void disabled(Findings findings) {
        if (findings.converged()) {
            findings.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Disabled,
                            "switched off on request; AWS may take two minutes to follow");
        }
    }

    private static void settling(Optional<Instant> until, Findings findings) {
        findings.conditions()
                .reconciling(
                        Reason.Pending,
                        "the key is in its plans and is handed over when AWS knows it everywhere"
                                + until.map(at -> ", at " + at.truncatedTo(ChronoUnit.SECONDS))
                                        .orElse(""));
    }

    /** The consumer's key works: that is what Ready is about, whatever becomes of the next one. */
    private void ready(
            ApiKeyGrant grant, Stage stage, KeyRevision serving, Expiry.State state, Findings findings, Instant now) {
        var history = stage.history();
        var outlook = stage.outlook();
        var retiring = stage.retiring();
        var introducing = history.newest().number() != serving.number();
        var phase = KeyLife.phase(history);
        var rotating = introducing || retiring || phase == KeyLife.Phase.Overlap;
        if (!findings.converged() && !rotating) {
            return;
        }
        var due = outlook.due().or(() -> introducing ? history.newest().issuedAt() : Optional.<Instant>empty());
        var overdue = due.filter(at -> at.plus(settings.rotationOverdue()).isBefore(now));
        var works = "the key works and is in Secret " + grant.getSpec().secret().name();
        var conditions = findings.conditions().expected(ConditionType.Reconciling, ConditionType.Stalled);
        if (state == Expiry.State.NEAR) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.Expiring,
                    works + " until " + grant.getSpec().expiresAt());
        } else if (overdue.isPresent()) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.RotationOverdue,
                    works + ", and should have been replaced on "
                            + overdue.get().truncatedTo(ChronoUnit.SECONDS)
                            + (introducing
                                    ? ": the condition Synced says what is in the way"
                                    : ": no window was open"));
        } else if (introducing) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.Rotating,
                    works + "; the next one is on its way, this one goes on working");
        } else if (phase == KeyLife.Phase.Overlap) {
            conditions.isTrue(ConditionType.Ready, Reason.Rotating, works + overlapping(grant, history));
        } else if (retiring) {
            conditions.isTrue(ConditionType.Ready, Reason.Rotating, works + "; the old one is being removed from AWS");
        } else if (outlook.due().isPresent()) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.WaitingForWindow,
                    works + "; it is replaced when a window opens"
                            + outlook.begins()
                                    .map(at -> ", at " + at.truncatedTo(ChronoUnit.SECONDS))
                                    .orElse(""));
        } else {
            conditions.isTrue(ConditionType.Ready, Reason.Ready, works);
        }
    }

    private String overlapping(ApiKeyGrant grant, KeyHistory history) {
        var ends = KeyLife.overlapEnds(history, Rotations.overlap(grant).dividedBy(settings.timeDivisor()));
        return "; the old one works too"
                + ends.map(at -> " until " + at.truncatedTo(ChronoUnit.SECONDS)).orElse("")
                + ", and each has limits and a quota of its own";
    }

    /** The part of status about replacing. */
    static RotationStatus status(Stage stage, ApiKeyGrant grant, Settings settings, @Nullable String previousId) {
        var phase = KeyLife.phase(stage.history());
        var overlap = Rotations.overlap(grant).dividedBy(settings.timeDivisor());
        return new RotationStatus(
                phase == KeyLife.Phase.Idle && stage.retiring() ? "Retiring" : phase.name(),
                previousId,
                KeyLife.overlapEnds(stage.history(), overlap)
                        .map(KeyReadiness::text)
                        .orElse(null),
                stage.history().newest().issuedAt().map(KeyReadiness::text).orElse(null),
                stage.outlook().begins().map(KeyReadiness::text).orElse(null));
    }

    static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The time left and a little more, so that what is to happen then is due. */
    static Duration left(Instant until, Instant now) {
        return Duration.between(now, until).plusMillis(5);
    }
}
