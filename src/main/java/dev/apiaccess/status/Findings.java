// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.AdmittedBy;
import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Correction;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.LeftOut;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of an assessment that all kinds share: from how an object's units differ from what it wants follow its conditions, its
 * drift, and what is submitted to the executor. Drift is shown first and repaired by the next pass, so that a repair never hides that
 * there was something to repair.
 */
final class Findings {

    private static final int LONGEST_CALL = 1_024;

    /**
     * How one unit differs for one object.
     *
     * @param differences the object's own; empty when its part is as desired
     * @param drift whether the object was in force already and others changed it since
     * @param revokes whether access has to be taken away
     * @param wanted whether the object still wants something of this unit
     */
    record UnitState(UnitKey unit, List<Difference> differences, boolean drift, boolean revokes, boolean wanted) {}

    private final Tried tried;
    private final Instant now;
    private final @Nullable ObjectStatus before;
    private final ConditionsDraft conditions;
    private final Map<UnitKey, Priority> submit = new HashMap<>();
    private final DriftReport drift;
    private final List<String> planned = new ArrayList<>();
    private final Settings settings;
    private final boolean askedAgain;
    private boolean converged;
    private boolean owed;
    private boolean showFirst;

    /**
     * @param before the object's status until now
     * @param tried results of writing its units
     */
    Findings(HasMetadata object, @Nullable ObjectStatus before, Tried tried, Settings settings, Instant now) {
        this.settings = settings;
        // An edit, or a request to reconcile, asks for another try.
        this.askedAgain = before == null
                || !Objects.equals(
                        before.observedGeneration(), object.getMetadata().getGeneration())
                || !Objects.equals(before.reconcileRequestedAt(), Summaries.requestedAt(object));
        this.tried = tried;
        this.now = now;
        this.before = before;
        this.drift = new DriftReport(before, tried, now);
        this.conditions = new ConditionsDraft(
                before == null ? List.of() : before.conditions(),
                object.getMetadata().getGeneration() == null
                        ? 0
                        : object.getMetadata().getGeneration(),
                now);
    }

    Findings(Situation<?, ?> at, Settings settings) {
        this(at.object(), at.object().getStatus(), at.tried(), settings, at.now());
    }

    /**
     * How a unit differs. A read of it alone shows no drift, since it may lag behind our write; but drift that a listing showed and the
     * read still shows goes on, whatever prevents the correction.
     *
     * @param had whether the object was in force already
     * @param known what the differences were found in
     */
    UnitState state(
            UnitKey unit,
            List<Difference> differences,
            boolean had,
            View.Known known,
            boolean revokes,
            boolean wanted) {
        return new UnitState(unit, differences, had && (known.settled() || drift.goesOn(differences)), revokes, wanted);
    }

    /** The object is rejected. What was written for it stays, and units that changed for other reasons go on. */
    void rejected(Verdict.Rejected<?> rejected) {
        if (rejected.reason() == Reason.Pending) {
            conditions.isUnknown(ConditionType.Accepted, Reason.Pending, rejected.message());
        } else {
            conditions.isFalse(ConditionType.Accepted, rejected.reason(), rejected.message());
        }
        conditions.isFalse(ConditionType.Synced, rejected.reason(), rejected.message());
        if (rejected.waiting()) {
            conditions.reconciling(rejected.reason(), rejected.message());
        } else {
            conditions.stalled(rejected.reason(), rejected.message());
        }
    }

    /**
     * What is withdrawn of the object is removed; status says why it is still there.
     *
     * @param told that it is withdrawn
     * @param why what holds it up, empty when nothing does
     */
    void withdrawn(Verdict.Rejected<?> told, String why) {
        rejected(
                why.isEmpty()
                        ? told
                        : new Verdict.Rejected<>(
                                told.reason(), told.message() + "; it is still there: " + why, told.waiting()));
    }

    /** Why a unit that is being removed is still there, by the last attempt; empty when that went well. */
    String holdup(UnitKey unit) {
        return tried.outcome(unit)
                .filter(outcome -> !(outcome instanceof Outcome.Done))
                .map(outcome -> told(unit, Optional.of(outcome)).message())
                .orElse("");
    }

    void paused() {
        conditions
                .isTrue(ConditionType.Accepted, Reason.Accepted, "valid")
                .isFalse(
                        ConditionType.Synced,
                        Reason.Paused,
                        "nothing is written while " + Annotations.PAUSED + " is set");
        var ready = before != null && StatusConditions.holds(before.conditions(), ConditionType.Ready);
        if (ready) {
            conditions.isTrue(ConditionType.Ready, Reason.Paused, "as before; nothing is written while paused");
        } else {
            conditions.isFalse(ConditionType.Ready, Reason.Paused, "nothing is written while paused");
        }
    }

    /** @param policy what to do about drift, null means to correct it */
    void accepted(List<UnitState> units, @Nullable DriftPolicy policy) {
        conditions.isTrue(ConditionType.Accepted, Reason.Accepted, "valid and admitted");
        var report = policy == DriftPolicy.Report;
        drift.enforced(units);
        var until = askedAgain || before == null
                ? Optional.<Instant>empty()
                : Corrections.untilWhen(before.corrections(), drift.lines(), settings.contestWindow(), now);
        if (until.isPresent() && !report) {
            contested(until.get());
            units.stream()
                    .filter(unit -> !unit.drift() && !unit.differences().isEmpty())
                    .forEach(unit -> submit.put(unit.unit(), priority(unit)));
            return;
        }
        var shown = drift.isShown();
        showFirst = !drift.isEmpty() && !shown && !report;
        var open = new ArrayList<UnitState>();
        for (var unit : units) {
            if (unit.differences().isEmpty() || (unit.drift() && report)) {
                continue;
            }
            open.add(unit);
            if (report && Corrections.unseen(before)) {
                showFirst = true;
            } else if (!unit.drift() || shown) {
                submit.put(unit.unit(), priority(unit));
            }
        }
        drifted(report ? "reported only, as driftPolicy says" : "being put right", !open.isEmpty());
        if (open.isEmpty()) {
            converged = true;
            conditions.isTrue(ConditionType.Synced, Reason.Synced, "AWS holds what is declared");
            return;
        }
        notSynced(open);
    }

    /**
     * Parts that cannot be had: the object is not ready for them, whatever becomes of the others.
     *
     * @param left the parts that are left out
     * @param rest what of the object is managed all the same, for messages
     * @param kept whether AWS holds something for them that differs from what the object says now
     */
    void leftOut(Collection<LeftOut> left, String rest, boolean kept) {
        var first = left.stream().min(Comparator.comparing(LeftOut::waiting));
        if (first.isEmpty()) {
            return;
        }
        // What is kept for a part may have been admitted by another tenant than what is written for the others.
        owed = converged && !kept;
        converged = false;
        var why = first.get();
        var message = why.message()
                + (left.size() == 1 ? "" : " (and " + (left.size() - 1) + " more, see status)")
                + (rest.isEmpty() ? "" : "; " + rest);
        if (conditions.says(ConditionType.Synced, ConditionStatus.True)) {
            conditions.isFalse(ConditionType.Synced, why.reason(), message);
        }
        if (conditions.says(ConditionType.Stalled, ConditionStatus.True)) {
            conditions.isFalse(ConditionType.Ready, why.reason(), message);
        } else if (why.waiting()) {
            conditions.reconciling(why.reason(), message);
        } else {
            conditions.expected(ConditionType.Reconciling).stalled(why.reason(), message);
        }
    }

    OutcomeReasons.Told told(UnitKey unit, Optional<Outcome> outcome) {
        return OutcomeReasons.tell(unit.text(), outcome, now, settings.deniedForLong());
    }

    /** Edits of the object's owner go through all the same: only changes by others are left as they are. */
    private void contested(Instant until) {
        var message = drift.text() + ": put right three times and changed again; left alone until "
                + until.truncatedTo(ChronoUnit.SECONDS) + ": find out who else writes it, or set "
                + Annotations.RECONCILE_REQUESTED_AT + " to try again now";
        conditions
                .isTrue(ConditionType.Drifted, Reason.Contested, message)
                .isFalse(ConditionType.Synced, Reason.Contested, message)
                .stalled(Reason.Contested, message);
    }

    /**
     * Mode Plan: the pending calls are listed and nothing is submitted.
     *
     * @param changes the calls that Enforce would make, in their order
     */
    void planned(List<UnitState> units, List<Change> changes) {
        planned(units, changes, List.of());
    }

    /** @param consequences for others, listed before the calls */
    void planned(List<UnitState> units, List<Change> changes, List<String> consequences) {
        conditions.isTrue(ConditionType.Accepted, Reason.Accepted, "valid and admitted");
        drift.compared(units);
        drifted("not put right in mode Plan", !changes.isEmpty());
        var lines = Stream.concat(consequences.stream(), changes.stream().map(Change::text))
                .toList();
        lines.stream().limit(DriftReport.MOST_LINES).forEach(line -> planned.add(cut(line, LONGEST_CALL)));
        if (lines.size() > DriftReport.MOST_LINES) {
            planned.set(DriftReport.MOST_LINES - 1, "and " + (lines.size() - DriftReport.MOST_LINES + 1) + " more");
        }
        if (changes.isEmpty()) {
            conditions.isTrue(ConditionType.Synced, Reason.Synced, "AWS holds what is declared");
            conditions.isTrue(ConditionType.Ready, Reason.PlanOnly, "mode Plan: there is nothing to change");
        } else {
            var message = changes.size() + (changes.size() == 1 ? " change" : " changes")
                    + " in status.plannedChanges; set mode to Enforce to carry them out";
            conditions.isFalse(ConditionType.Synced, Reason.PlanOnly, message);
            conditions.isTrue(ConditionType.Ready, Reason.PlanOnly, "mode Plan: " + message);
        }
    }

    /** A repair that takes access away has the same priority: the executor lets it go first. */
    private static Priority priority(UnitState unit) {
        return unit.drift() ? Priority.DRIFT_REPAIR : unit.revokes() ? Priority.REVOKE : Priority.USER_CHANGE;
    }

    /** @param open whether something else is still to be written, so that AWS does not hold what is declared */
    private void drifted(String then, boolean open) {
        if (drift.isEmpty()) {
            conditions.isFalse(ConditionType.Drifted, Reason.InSync, drift.unchanged(open));
        } else {
            conditions.isTrue(ConditionType.Drifted, Reason.DriftDetected, drift.text() + ": " + then);
        }
    }

    private void notSynced(List<UnitState> open) {
        var first = open.stream()
                .map(unit -> told(unit.unit(), tried.outcome(unit.unit())))
                .max(Comparator.comparing(OutcomeReasons.Told::stalled)
                        .thenComparing(told -> told.reason() != Reason.Pending))
                .orElseThrow();
        var told = drift.isEmpty() || first.reason() != Reason.Pending
                ? first
                : new OutcomeReasons.Told(Reason.DriftDetected, drift.text(), false);
        if (told.reason() == Reason.InternalError) {
            conditions.internalError(told.message());
            return;
        }
        conditions.isFalse(ConditionType.Synced, told.reason(), told.message());
        if (told.stalled()) {
            conditions.stalled(told.reason(), told.message());
        } else {
            conditions.reconciling(told.reason(), told.message());
        }
    }

    /**
     * When to look again: at once after drift was shown for the first time, so that it is corrected, and after the first status of an
     * object whose drift is only reported ({@link Corrections#forgotten}).
     */
    Optional<Duration> again() {
        return showFirst ? Optional.of(Duration.ofMillis(10)) : Optional.empty();
    }

    /** Whether AWS holds what the object wants, so that the kind itself may go on to Ready. */
    boolean converged() {
        return converged;
    }

    ConditionsDraft conditions() {
        return conditions;
    }

    void submit(UnitKey unit, Priority priority) {
        submit.put(unit, priority);
    }

    Map<UnitKey, Priority> submissions() {
        return submit;
    }

    /** The results of writing the units. */
    Tried tried() {
        return tried;
    }

    /** The report of changes by others. */
    DriftReport drift() {
        return drift;
    }

    /** The corrections, unless another try was requested: that begins to count anew. */
    List<Correction> corrections() {
        return drift.corrections(askedAgain);
    }

    List<String> plannedChanges() {
        return List.copyOf(planned);
    }

    /**
     * The tenant that admitted what AWS holds: another one than before only when AWS holds what that one admits. Otherwise a pause and
     * an edit would move an object out of reach of the tenant that takes back.
     *
     * @param tenant the one that admits what the object asks for now, null when none does
     */
    @Nullable
    AdmittedBy admittedBy(@Nullable Tenant tenant) {
        var last = before == null ? null : before.admittedBy();
        return tenant != null && (converged || owed || last == null) ? AdmittedBy.of(tenant) : last;
    }

    /** When AWS was last changed for any of the units. */
    @Nullable
    String lastChange(Iterable<? extends UnitKey> units) {
        Optional<Instant> latest = Optional.empty();
        for (var unit : units) {
            var write = tried.lastWrite(unit);
            if (write.isPresent() && (latest.isEmpty() || write.get().isAfter(latest.get()))) {
                latest = write;
            }
        }
        return latest.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse(before == null ? null : before.lastChangeTime());
    }

    static String cut(String line, int longest) {
        return line.length() > longest ? line.substring(0, longest - 1) + "…" : line;
    }
}
