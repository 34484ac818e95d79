// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConfirmedRule;
import dev.apiaccess.api.MadeAuthorizer;
import dev.apiaccess.api.MethodAuthorization;
import dev.apiaccess.api.PendingDeployment;
import dev.apiaccess.api.ProtectionRule;
import dev.apiaccess.desired.AppliedProtection;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.desired.ProtectionNotes;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a protection notes of what it brought about. What it is about to bring about is noted before it is done, so that a crash between both
 * loses nothing; a note that is lost all the same opens nothing.
 *
 * @param closed lines of methods
 * @param settings lines of settings of stages
 * @param authorizers that it made, and that are there
 * @param rolledBack the deployment to which all stages were rolled back, as long as somebody wants them there
 * @param alarms names in AWS of alarms, whatever API they are about
 * @param opened lines of what was opened since the last look, the newest first
 */
record ProtectionRecord(
        List<String> closed,
        List<String> settings,
        List<String> alarms,
        List<ConfirmedRule> confirmed,
        @Nullable Boolean emptyBefore,
        @Nullable String digest,
        @Nullable PendingDeployment pending,
        List<MadeAuthorizer> authorizers,
        @Nullable String rolledBack,
        List<String> opened,
        List<String> reopened) {

    private static final int MOST_LINES = 20;
    private static final int MOST_NOTES = 1000;
    private static final int MOST_AUTHORIZERS = 20;
    private static final String NONE = "NONE";
    private static final String AWS_IAM = "AWS_IAM";

    /** What status says already. */
    static ProtectionRecord told(@Nullable ApiProtectionStatus before) {
        return before == null
                ? none(List.of(), List.of())
                : new ProtectionRecord(
                        before.closed(),
                        before.settings(),
                        before.alarms(),
                        before.confirmed(),
                        before.emptyBefore(),
                        before.digest(),
                        before.pending(),
                        before.authorizers(),
                        before.rolledBack(),
                        List.of(),
                        before.reopened());
    }

    /** The same where the object is about an API by now: what was noted of another one says nothing of this. */
    static ProtectionRecord told(@Nullable ApiProtectionStatus before, @Nullable ProtectionIntent intent) {
        return before == null || intent == null || ProtectionNotes.areAbout(before, intent.unit())
                ? told(before)
                : none(before.alarms(), before.reopened());
    }

    private static ProtectionRecord none(List<String> alarms, List<String> reopened) {
        return new ProtectionRecord(
                List.of(), List.of(), alarms, List.of(), null, null, null, List.of(), null, List.of(), reopened);
    }

    /**
     * The notes after a look at an API.
     *
     * @param writes whether something may be written for the object now
     */
    static ProtectionRecord of(ApiProtection protection, ProtectionSituation.Seen seen, boolean writes, Instant now) {
        return new Draft(protection, seen, writes, now).record();
    }

    /** Whether status has all of this already, of the same API, so that it may be brought about. */
    boolean isIn(@Nullable ApiProtectionStatus before, @Nullable ProtectionIntent intent) {
        return before != null
                && (intent == null || ProtectionNotes.areAbout(before, intent.unit()))
                && before.closed().containsAll(closed)
                && before.settings().containsAll(settings)
                && before.authorizers().containsAll(authorizers)
                && before.alarms().containsAll(alarms)
                && (emptyBefore == null || emptyBefore.equals(before.emptyBefore()));
    }

    private record Draft(ApiProtection protection, ProtectionSituation.Seen seen, boolean writes, Instant now) {

        ProtectionRecord record() {
            var told = protection.getStatus();
            var before = told != null
                            && ProtectionNotes.areAbout(
                                    told, seen.judged().whole().unit())
                    ? told
                    : null;
            var opened = new ArrayList<String>();
            var closed = closed(opened);
            opened.addAll(published(before));
            var reopened = Stream.concat(opened.stream(), told == null ? Stream.of() : told.reopened().stream())
                    .distinct()
                    .limit(MOST_LINES)
                    .toList();
            return new ProtectionRecord(
                    ProtectionNotes.closedLines(closed, closing(closed)).stream()
                            .limit(MOST_NOTES)
                            .toList(),
                    ProtectionSettings.noted(seen, stages(), writes),
                    seen.alarms().map(one -> one.notes(writes)).orElse(List.of()),
                    confirmed(before),
                    emptyBefore(),
                    digest(),
                    pending(before),
                    authorizers(),
                    rolledBack(before),
                    List.copyOf(opened),
                    reopened);
        }

        /** @param opened receives what was opened again */
        private SortedSet<MethodKey> closed(List<String> opened) {
            var closed = new TreeSet<>(seen.notes().closed());
            seen.notes().closing().stream()
                    .filter(method -> isClosedNow(method))
                    .forEach(closed::add);
            closed.removeIf(method -> !isThere(method));
            closed.removeIf(method -> {
                var why = reopening(method);
                if (why.isEmpty() || !isOpen(method) || !isServedOpen(method)) {
                    return false;
                }
                opened.add(ProtectionNotes.text(method) + ": opened " + time() + ", since " + why.get());
                return true;
            });
            return closed;
        }

        private String time() {
            return now.truncatedTo(ChronoUnit.SECONDS).toString();
        }

        private boolean isThere(MethodKey method) {
            return seen.api().methods().containsKey(method)
                    || seen.api().deployments().values().stream()
                            .anyMatch(deployed -> deployed.methods().containsKey(method));
        }

        /** Whatever key it asks for: what was changed is its authorization. */
        private boolean isOpen(MethodKey method) {
            return isNow(method, NONE);
        }

        /** Whether no stage has it otherwise; of what was not read that is not known. */
        private boolean isServedOpen(MethodKey method) {
            var state = seen.judged().state();
            return Stream.concat(state.stages().values().stream(), state.canaries().values().stream())
                    .allMatch(id -> {
                        var served = state.deployments().get(id);
                        var there = served == null ? null : served.methods().get(method);
                        return served != null
                                && (there == null || there.authorization().equals(NONE));
                    });
        }

        /** Only what it is changed into; what others made of it meanwhile is theirs. */
        private boolean isClosedNow(MethodKey method) {
            return isNow(method, AWS_IAM) || isAuthorizedNow(method);
        }

        /** Whether the authorizer decides that its rule names. */
        private boolean isAuthorizedNow(MethodKey method) {
            var standing = seen.judged().standing().methods().get(method);
            return standing != null
                    && !isNow(method, NONE)
                    && (standing.phase() == Standing.Phase.IN_FORCE || standing.phase() == Standing.Phase.CHANGING)
                    && protection.getSpec().rules().stream()
                            .anyMatch(rule -> rule.name().equals(standing.rule())
                                    && rule.authorization() == MethodAuthorization.Authorizer);
        }

        /** Found ones are noted before a method has them; those that are gone are not noted any more. */
        private List<MadeAuthorizer> authorizers() {
            var known = new TreeMap<>(seen.judged().standing().made());
            known.keySet().removeIf(id -> !writes && !seen.notes().authorizers().containsKey(id));
            return ProtectionNotes.authorizerLines(known).stream()
                    .limit(MOST_AUTHORIZERS)
                    .toList();
        }

        private boolean isNow(MethodKey method, String authorization) {
            var state = seen.judged().state().present().methods().get(method);
            return state != null && state.authorization().equals(authorization);
        }

        /** Only a change of the authorization is taken back by whoever made it. */
        private Stream<MethodKey> changes() {
            return seen.steps().steps().stream()
                    .flatMap(step -> step instanceof ProtectionStep.CloseMethod close
                                    && close.from().authorization().equals(NONE)
                                    && !close.to().authorization().equals(NONE)
                            ? Stream.of(close.method())
                            : Stream.empty());
        }

        private Set<MethodKey> closing(Set<MethodKey> closed) {
            var closing = new TreeSet<MethodKey>();
            changes()
                    .filter(method -> !closed.contains(method))
                    .filter(method -> writes || seen.notes().closing().contains(method))
                    .forEach(closing::add);
            return closing;
        }

        /** Why a method is opened again; empty where nobody asks for that. */
        private Optional<String> reopening(MethodKey method) {
            var standing = seen.judged().standing().methods().get(method);
            return standing == null
                    ? Optional.empty()
                    : protection.getSpec().rules().stream()
                            .filter(rule -> rule.name().equals(standing.rule()))
                            .map(ProtectionRule::reopen)
                            .filter(Objects::nonNull)
                            .findFirst();
        }

        /** What others had left open and somebody let be served. */
        private List<String> published(@Nullable ApiProtectionStatus before) {
            return consented(before)
                    .filter(pending -> isShown(pending) && !isLeftToMove(pending))
                    .map(pending -> pending.widens().stream()
                            .map(line -> line + ": published " + time() + " with deployment " + pending.deploymentId())
                            .toList())
                    .orElse(List.of());
        }

        /** The deployment that somebody lets be served. */
        private Optional<PendingDeployment> consented(@Nullable ApiProtectionStatus before) {
            var pending = before == null ? null : before.pending();
            var id = pending == null ? null : pending.deploymentId();
            return pending == null
                            || id == null
                            || !Annotated.value(protection, Annotations.PUBLISH).equals(Optional.of(id))
                    ? Optional.empty()
                    : Optional.of(pending);
        }

        private boolean isShown(PendingDeployment pending) {
            var id = Objects.requireNonNullElse(pending.deploymentId(), "");
            return stages().stream().anyMatch(stage -> shows(stage, id));
        }

        private boolean isLeftToMove(PendingDeployment pending) {
            return seen.steps().steps().stream()
                    .anyMatch(step -> step instanceof ProtectionStep.MoveStage move
                            && move.to().equals(pending.deploymentId()));
        }

        private Set<String> stages() {
            return seen.judged().whole().wanted().stages();
        }

        private boolean shows(String stage, String deployment) {
            var shown = seen.api().stages().get(stage);
            return shown != null && shown.deploymentId().equals(deployment);
        }

        private List<ConfirmedRule> confirmed(@Nullable ApiProtectionStatus before) {
            var confirmed = new ArrayList<ConfirmedRule>();
            for (var rule : protection.getSpec().rules()) {
                var now = seen.judged().standing().confirmations().get(rule.name());
                if (now != null && now.isGiven() && writes) {
                    confirmed.add(new ConfirmedRule(rule.name(), now.digest(), now.count()));
                } else if (before != null) {
                    before.confirmed().stream()
                            .filter(one -> rule.name().equals(one.rule()) && rule.confirm() != null)
                            .forEach(confirmed::add);
                }
            }
            return List.copyOf(confirmed);
        }

        /** Noted while a statement of ours stands somewhere, or is about to. */
        private @Nullable Boolean emptyBefore() {
            var state = seen.judged().state();
            var stands = !state.present().ours().isEmpty()
                    || state.stages().values().stream()
                            .flatMap(id ->
                                    Optional.ofNullable(state.deployments().get(id)).stream())
                            .anyMatch(deployed -> !deployed.ours().isEmpty());
            var wanted = !seen.judged().whole().wanted().statements().isEmpty();
            if (!stands && !(wanted && writes)) {
                return null;
            }
            return seen.notes().emptyBefore().orElse(seen.judged().standing().isEmptyBefore());
        }

        private @Nullable String digest() {
            var before = seen.judged().before();
            var now = seen.judged().applied();
            var isWritten = seen.steps().steps().stream().noneMatch(ProtectionStep.WriteStatements.class::isInstance);
            var isServed = seen.judged().isFollowed()
                    && seen.steps().steps().isEmpty()
                    && seen.steps().behind().isEmpty()
                    && seen.steps().unread().isEmpty();
            var applied = new AppliedProtection(
                    isWritten ? now.policy() : before.policy(),
                    seen.settings().all() ? now.settings() : before.settings(),
                    isServed ? now.served() : isMovedBack() ? "" : before.served(),
                    set(before, now),
                    seen.judged()
                            .noted(
                                    ProtectionDrift.serving(seen),
                                    seen.alarms().map(AlarmsSeen::set).orElseGet(TreeSet::new),
                                    isMovedBack()));
            return applied.equals(AppliedProtection.NONE) ? null : applied.text();
        }

        /** What the stages are moved back from was not undone by others: it is work when they may go on. */
        private boolean isMovedBack() {
            var rollback = seen.steps().rollback();
            return rollback.isAsked() && !rollback.isRefused() && writes && !isNotedRollback();
        }

        private boolean isNotedRollback() {
            return DesiredProtection.isRolledBack(
                    protection,
                    seen.judged().whole().unit(),
                    seen.judged().whole().wanted().rolledBack());
        }

        /** Kept while others move a stage away, which shows that they did. */
        private @Nullable String rolledBack(@Nullable ApiProtectionStatus before) {
            var rollback = seen.steps().rollback();
            if (writes && rollback.isDone()) {
                return rollback.to();
            }
            return before != null && rollback.isAsked() && isNotedRollback() ? before.rolledBack() : null;
        }

        /** Stages that are gone are forgotten, so that what comes under their names is new; an edit that is not done yet changes nothing. */
        private SortedSet<String> set(AppliedProtection before, AppliedProtection now) {
            if (seen.settings().all()) {
                return now.set();
            }
            var set = new TreeSet<>(before.set());
            set.retainAll(now.set());
            if (now.settings().equals(before.settings())) {
                seen.settings().stages().forEach(stage -> set.add(AppliedProtection.mark(stage)));
            }
            return set;
        }

        /** Consent is about what status says: it stays until it is seen to be served. */
        private @Nullable PendingDeployment pending(@Nullable ApiProtectionStatus before) {
            var widens = seen.steps().pending().values().stream()
                    .flatMap(List::stream)
                    .distinct()
                    .sorted()
                    .toList();
            return widens.isEmpty()
                    ? consented(before)
                            .filter(pending -> seen.judged().state().made().equals(pending.deploymentId()))
                            .filter(pending -> !isShown(pending) || isLeftToMove(pending))
                            .orElse(null)
                    : new PendingDeployment(
                            seen.judged().state().made(),
                            widens.stream().limit(MOST_LINES).toList(),
                            widens.size());
        }
    }
}
