// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.KeyLife;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Decides the status of an ApiKeyGrant and the work for it: a function of its situation. */
record GrantAssessor(Settings settings) {

    private static final Duration UNTIL_READ = Duration.ofSeconds(5);

    /** The assessment of a living grant. */
    Assessment<ApiKeyGrantStatus> assess(GrantSituation situation) {
        var at = situation.at();
        var grant = at.object();
        var before = grant.getStatus();
        if (before != null && at.unread()) {
            // What is due at a time comes with no event: after a restart a look is needed once AWS was read.
            return isTimed(grant) ? Assessment.unchanged(before, UNTIL_READ) : Assessment.unchanged(before);
        }
        var findings = new Findings(at, settings);
        var learned = GrantStatusDraft.from(before);
        var keyAssessor = new KeyAssessor(settings);
        var ends = at.intent() == null && !Annotated.has(grant, Annotations.PAUSED) && !situation.plans();
        var keyWork = ends ? keyAssessor.ending(situation, learned) : KeyWork.NONE;
        if (!at.stance().enforced()
                && !(at.stance() instanceof Stance.Over<KeyIntent>)
                && situation.key().cutOff()) {
            findings.withdrawn(
                    at.withdrawal().told("its key"),
                    situation.key().unit().map(findings::holdup).orElse(""));
            lose(situation.key(), findings);
        } else if (!(at.stance() instanceof Stance.Over<KeyIntent>)
                && at.verdict() instanceof Verdict.Rejected<KeyIntent> rejected
                && rejected.reason() == Reason.RefNotPermitted
                && GrantRefusals.ofConsent(situation, rejected, findings, learned)) {
            lose(situation.key(), findings);
        } else {
            switch (at.stance()) {
                case Stance.Over<KeyIntent> _ -> over(situation, findings, learned);
                case Stance.Paused<KeyIntent> _ -> {
                    findings.paused();
                    lose(situation.key(), findings);
                }
                case Stance.Rejected<KeyIntent>(var rejected, var _) -> {
                    findings.rejected(rejected);
                    lose(situation.key(), findings);
                }
                case Stance.Enforced<KeyIntent>(var intent) ->
                    keyWork = accepted(situation, intent, keyAssessor, findings, learned);
                case Stance.Planned<KeyIntent>(var intent) ->
                    keyWork = accepted(situation, intent, keyAssessor, findings, learned);
                case Stance.Leaving<KeyIntent> _ -> {
                    // Its deletion is looked at instead.
                }
            }
        }
        return new Assessment<>(
                        status(situation, findings, learned),
                        findings.submissions(),
                        Map.of(),
                        learned.again
                                .map(again -> KeyReadiness.left(again, at.now()))
                                .or(findings::again),
                        learned.notes)
                .with(keyWork);
    }

    /** Submits what is taken away regardless of what becomes of the grant, if anything is. */
    static void lose(GrantKey key, Findings findings) {
        if (key.loses()) {
            key.unit().ifPresent(unit -> findings.submit(unit, Priority.REVOKE));
        }
    }

    /** Reports what cannot be had, and takes the key out of plans that it has to leave, whatever else the look finds. */
    private static KeyWork accepted(
            GrantSituation situation,
            KeyIntent intent,
            KeyAssessor keyAssessor,
            Findings findings,
            GrantStatusDraft learned) {
        var keyWork = keyAssessor.look(situation, intent, findings, learned);
        if (situation.tiers().isLeaving()) {
            findings.submit(intent.unit(), Priority.REVOKE);
        }
        // For a key that is disabled, or needs people to act, that is reported instead.
        if (intent.enabled()
                && !situation.expiry().ended(situation.at().now())
                && !findings.conditions().says(ConditionType.Stalled, ConditionStatus.True)) {
            // The first key waits for its plans itself, and in mode Plan nothing does.
            var absent = situation.key().isThere() && !situation.plans()
                    ? situation.tiers().absent()
                    : List.<UnitKey.UsagePlanUnit>of();
            findings.leftOut(GrantParts.left(intent, absent), Parts.inForce(learned.parts), false);
        }
        return keyWork;
    }

    private static boolean isTimed(ApiKeyGrant grant) {
        var status = grant.getStatus();
        var rotation = status == null ? null : status.rotation();
        return grant.getSpec().expiresAt() != null
                || grant.getSpec().rotation() != null
                || (rotation != null && !KeyLife.Phase.Idle.name().equals(rotation.phase()));
    }

    /** The end was a while ago: the keys are deleted, what is stored stays. */
    private static void over(GrantSituation situation, Findings findings, GrantStatusDraft learned) {
        var key = situation.key();
        var gone = key.isGone(situation.retained(), situation.at().tried());
        // Where the place of the keys is no longer known, nothing proves that they are gone.
        if (key.isAbsent()) {
            learned.ended();
        }
        findings.conditions()
                .isFalse(
                        ConditionType.Synced,
                        Reason.Expired,
                        gone ? "no key is left in AWS" : "the keys are being removed")
                .isTrue(ConditionType.Accepted, Reason.Accepted, "valid")
                .stalled(
                        Reason.Expired,
                        "ended on " + situation.grant().getSpec().expiresAt()
                                + (gone ? ", its keys are deleted" : ", its keys are being deleted")
                                + ": set a later expiresAt to have a key again, or delete the grant");
        if (!gone) {
            key.unit().ifPresent(unit -> findings.submit(unit, Priority.REVOKE));
        }
    }

    /** The assessment of a grant that is being deleted. */
    Assessment<ApiKeyGrantStatus> assess(GrantDeletion deletion) {
        var grant = deletion.grant();
        var before = grant.getStatus();
        var findings = new Findings(grant, before, deletion.tried(), settings, deletion.now());
        var removal = new Removal(grant, findings);
        var key = deletion.key();
        if (deletion.isGone()) {
            removal.isOver();
        } else if (deletion.held()) {
            removal.isHeld(before == null ? null : before.connection());
            lose(key, findings);
        } else {
            key.unit().ifPresent(removal::goesOn);
        }
        return new Assessment<>(
                        GrantStatusDraft.from(before)
                                .status(
                                        grant,
                                        before,
                                        null,
                                        findings,
                                        Summaries.of(grant, Optional.empty()),
                                        Optional.empty(),
                                        Optional.empty()),
                        findings.submissions(),
                        Map.of(),
                        Optional.empty(),
                        Note.ofRetention(grant, deletion.refusing()))
                .with(key.unit()
                        .<KeyWork>map(unit -> KeyWork.of(new KeysSeen.Leaving(unit)))
                        .orElse(KeyWork.NONE));
    }

    private static ApiKeyGrantStatus status(GrantSituation situation, Findings findings, GrantStatusDraft learned) {
        var grant = situation.grant();
        var before = grant.getStatus();
        var intent = situation.at().intent();
        var quota = situation.budgets().flatMap(one -> one.warning(learned.keyId, QuotaWarning.told(before)));
        quota.ifPresent(one -> one.tell(findings.conditions()));
        var uncounted = QuotaWarning.isUncounted(before)
                && situation.budgets().filter(one -> !one.isRead()).isPresent();
        if (uncounted) {
            findings.conditions().asBefore(ConditionType.QuotaLow);
        }
        var notCarried = intent == null
                ? Optional.<NotCarried.Told>empty()
                : situation
                        .memory()
                        .lacks(intent.unit(), Objects.requireNonNullElse(learned.keyId, ""))
                        .map(NotCarried::told)
                        .or(() -> NotCarried.told(
                                before, LocalDate.ofInstant(situation.at().now(), ZoneOffset.UTC)));
        notCarried.ifPresent(told -> told.tell(findings.conditions()));
        var summary = uncounted && before != null ? before.summary() : Summaries.of(grant, quota);
        return learned.status(grant, before, intent, findings, summary, quota, notCarried);
    }
}
