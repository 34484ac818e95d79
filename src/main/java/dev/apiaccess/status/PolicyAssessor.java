// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.MeasuredRules;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides the status of an ApiAccessPolicy and the work for it: a function of its situation. */
record PolicyAssessor(Settings settings) {

    private static final int MOST_NAMES = 3;

    /** The assessment of a living policy. */
    Assessment<ApiAccessPolicyStatus> assess(PolicySituation situation) {
        var at = situation.at();
        var policy = at.object();
        var before = policy.getStatus();
        if (before != null && at.unread()) {
            return Assessment.unchanged(before);
        }
        var findings = new Findings(at, settings);
        var units = situation.units();
        var going = units.stream()
                .filter(unit -> unit.withdrawn() || unit.madeAnew())
                .toList();
        var applied = new HashMap<PrincipalRef, PrincipalPolicy>();
        var parts = Optional.<PolicyParts>empty();
        if (!going.isEmpty()) {
            findings.withdrawn(
                    why(situation, going),
                    going.stream()
                            .map(unit -> findings.holdup(unit.key()))
                            .filter(why -> !why.isEmpty())
                            .findFirst()
                            .orElse(""));
            PolicyNotes.keep(policy, units, Reason.NotPermitted, applied);
            going.forEach(unit -> findings.submit(unit.key(), Priority.REVOKE));
        } else {
            parts = switch (at.stance()) {
                case Stance.Paused<AccessIntent> _ -> {
                    findings.paused();
                    findings.conditions().asBefore(ConditionType.Effective);
                    PolicyNotes.keep(policy, List.of(), Reason.Paused, applied);
                    yield Optional.empty();
                }
                case Stance.Rejected<AccessIntent>(var rejected, var _) -> {
                    findings.rejected(rejected);
                    PolicyNotes.keep(policy, units, rejected.reason(), applied);
                    units.stream()
                            .filter(PolicySituation.Unit::leaves)
                            .forEach(unit -> findings.submit(unit.key(), Priority.REVOKE));
                    yield Optional.empty();
                }
                case Stance.Enforced<AccessIntent>(var wanted) -> accepted(situation, wanted, applied, findings);
                case Stance.Planned<AccessIntent>(var wanted) -> accepted(situation, wanted, applied, findings);
                case Stance.Leaving<AccessIntent> _, Stance.Over<AccessIntent> _ -> Optional.empty();
            };
        }
        if (findings.converged()) {
            findings.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            RuleTimes.of(policy.getSpec().rules(), at.now()).inForce());
        }
        var isEnforced = going.isEmpty() && at.stance() instanceof Stance.Enforced<AccessIntent>;
        var effect = isEnforced && parts.isPresent()
                ? Optional.of(PolicyEffect.of(policy, situation.effects(), situation.switched(), settings))
                : Optional.<PolicyEffect>empty();
        var effective = effect.map(one -> one.tell(findings.conditions(), at.now()))
                .orElseGet(() -> PolicyEffect.asBefore(policy, at.stance() instanceof Stance.Paused<AccessIntent>));
        var retargeted = parts.filter(PolicyParts::complete).isPresent()
                ? Annotated.retarget(policy).orElse(null)
                : retargeted(policy);
        return new Assessment<>(
                        status(
                                policy,
                                at.intent(),
                                units.stream().map(PolicySituation.Unit::key).toList(),
                                applied,
                                retargeted,
                                parts.map(PolicyParts::stages).orElse(List.of()),
                                effective,
                                findings,
                                at.now()),
                        findings.submissions(),
                        situation.apis(),
                        findings.again())
                .asking(effect.filter(PolicyEffect::asksForALook)
                        .map(_ -> Objects.requireNonNull(at.intent()).accountId()));
    }

    /** @return its parts, empty when the look could not be completed */
    private static Optional<PolicyParts> accepted(
            PolicySituation situation,
            AccessIntent intent,
            Map<PrincipalRef, PrincipalPolicy> applied,
            Findings findings) {
        var policy = situation.at().object();
        if (situation.units().stream().anyMatch(unit -> unit.view().isEmpty())) {
            findings.rejected(new Verdict.Rejected<>(Reason.Pending, "IAM is being read for the first time", true));
            PolicyNotes.keep(policy, situation.units(), Reason.Pending, applied);
            return Optional.empty();
        }
        var parts = new PolicyParts(policy, intent, findings);
        for (var unit : situation.units()) {
            if (unit.found().isPresent()) {
                parts.look(unit, unit.found().get())
                        .ifPresent(note -> applied.put(unit.key().principal(), note));
            }
        }
        parts.tell();
        return Optional.of(parts);
    }

    /** The assessment of a policy that is being deleted: its units are done with once nothing of it is left in them. */
    Assessment<ApiAccessPolicyStatus> assess(PolicyDeletion deletion) {
        var policy = deletion.policy();
        var before = policy.getStatus();
        var findings = new Findings(policy, before, deletion.tried(), settings, deletion.now());
        var removal = new Removal(policy, findings);
        var open = deletion.units();
        for (var unit : open) {
            if (!deletion.held()) {
                removal.goesOn(unit.key(), attachedByOthers(unit.attached()));
            } else if (unit.withdrawn()) {
                findings.submit(unit.key(), Priority.REVOKE);
            }
        }
        if (deletion.held() && !open.isEmpty()) {
            removal.isHeld(before == null ? null : before.connection());
        } else if (open.isEmpty()) {
            removal.isOver();
        }
        var applied = new HashMap<PrincipalRef, PrincipalPolicy>();
        PolicyNotes.keep(policy, List.of(), Reason.Pending, applied);
        return new Assessment<>(
                status(
                        policy,
                        null,
                        open.stream().map(PolicyDeletion.Unit::key).toList(),
                        applied,
                        retargeted(policy),
                        List.of(),
                        null,
                        findings,
                        deletion.now()),
                findings.submissions(),
                Map.of(),
                Optional.empty(),
                Note.ofRetention(policy, deletion.refusing()));
    }

    /** AWS deletes no policy that is attached; attachments by others have to be detached by them. */
    private static String attachedByOthers(PolicyDeletion.Attached attached) {
        if (attached.number() == 0) {
            return "";
        }
        var rest = attached.number() - attached.known().size();
        var names = String.join(", ", attached.known());
        return "; somebody else attached it to " + names
                + (rest == 0
                        ? ""
                        : (names.isEmpty() ? "" : ", ")
                                + rest
                                + (names.isEmpty() ? "" : " more")
                                + (rest == 1 ? " principal" : " principals"))
                + ": detach it there (aws iam list-entities-for-policy tells where)";
    }

    /** The value that was followed, as long as the annotation is there: who sets it again asks again. */
    private static @Nullable String retargeted(ApiAccessPolicy policy) {
        var status = policy.getStatus();
        return status == null || Annotated.retarget(policy).isEmpty() ? null : status.retargeted();
    }

    /** Why what is in some units is taken away. */
    private static Verdict.Rejected<?> why(PolicySituation situation, List<PolicySituation.Unit> going) {
        var withdrawn = going.stream().anyMatch(PolicySituation.Unit::withdrawn);
        if (situation.at().verdict() instanceof Verdict.Rejected<AccessIntent> rejected && !withdrawn) {
            return rejected;
        }
        var principals = going.stream()
                        .map(unit -> unit.key().principal().text())
                        .limit(MOST_NAMES)
                        .collect(Collectors.joining(", "))
                + (going.size() > MOST_NAMES ? ", …" : "");
        return withdrawn
                ? situation.at().withdrawal().told("what " + principals + " may call through this object")
                : new Verdict.Rejected<>(
                        Reason.PrincipalNotFound,
                        principals
                                + " was deleted and made anew, and the tenant that admitted this object knows principals"
                                + " by their ids: what the one before had is taken away",
                        true);
    }

    private static ApiAccessPolicyStatus status(
            ApiAccessPolicy policy,
            @Nullable AccessIntent intent,
            Collection<UnitKey.PolicyUnit> units,
            Map<PrincipalRef, PrincipalPolicy> applied,
            @Nullable String retargeted,
            List<PartStatus> parts,
            @Nullable MeasuredRules effective,
            Findings findings,
            Instant now) {
        var before = policy.getStatus();
        var policies = new TreeSet<PrincipalRef>(applied.keySet())
                .stream()
                        .map(principal -> Objects.requireNonNull(applied.get(principal)))
                        .toList();
        return new ApiAccessPolicyStatus(
                policy.getMetadata().getGeneration(),
                findings.conditions().build(),
                Summaries.of(policy)
                        + RuleTimes.of(policy.getSpec().rules(), now).summary(),
                Summaries.requestedAt(policy),
                retargeted,
                findings.lastChange(units),
                intent != null ? intent.connection() : before == null ? null : before.connection(),
                findings.admittedBy(intent == null ? null : intent.tenant()),
                findings.drift().lines(),
                findings.drift().last(),
                findings.drift().history(),
                findings.corrections(),
                findings.plannedChanges(),
                intent != null
                        ? new ResolvedApi(intent.api().id(), intent.api().name(), intent.region())
                        : before == null ? null : before.restApi(),
                parts,
                effective,
                policies);
    }
}
