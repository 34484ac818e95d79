// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAlarm;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Defaults;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.ProtectionIntents;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.protect.ApiState;
import dev.apiaccess.protect.ApiStates;
import dev.apiaccess.protect.Declared;
import dev.apiaccess.protect.Gates;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.snapshot.Question;
import dev.apiaccess.snapshot.SettledPolicies;
import dev.apiaccess.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The desired state of a REST API, by the protection that holds it. */
public final class DesiredProtection {

    private static final int MOST_CONFIRMS = 64;

    /**
     * How an API stands to what its protection declares.
     *
     * @param state of the API, as protection is planned on it
     * @param whole what is wanted
     * @param spared the same without what the object brought about and others changed
     * @param before what was in force once
     * @param applied what it comes to where all of it is in force
     * @param marks of the single things of it
     * @param followed methods whose time has come or is past
     * @param unsettled the policies that are waited for
     */
    public record Judged(
            Standing standing,
            ApiState state,
            Desired.Api whole,
            Desired.Api spared,
            AppliedProtection before,
            AppliedProtection applied,
            AppliedMarks marks,
            SortedSet<MethodKey> followed,
            Optional<SettledPolicies.Unsettled> unsettled) {

        /**
         * What is to be noted of single things.
         *
         * @param serving stages that serve what is wanted
         * @param alarmed stages whose alarms are as declared
         * @param isMovedBack whether what the stages served was undone, and not by others
         */
        public SortedSet<String> noted(SortedSet<String> serving, SortedSet<String> alarmed, boolean isMovedBack) {
            return marks.noted(
                    isMovedBack ? before.without(marks.served().values()) : before, serving, alarmed, inForce());
        }

        private SortedSet<MethodKey> inForce() {
            var inForce = new TreeSet<MethodKey>();
            standing.methods().forEach((method, one) -> {
                if (one.phase() == Standing.Phase.IN_FORCE) {
                    inForce.add(method);
                }
            });
            return inForce;
        }

        /** Whether a method waits that was closed once. */
        public boolean isWaiting() {
            return followed.stream()
                    .map(method -> standing.methods().get(method))
                    .anyMatch(one -> one != null && one.phase() == Standing.Phase.WAITING);
        }

        /** Whether no method whose time came is on its way. */
        public boolean isFollowed() {
            return followed.stream().noneMatch(method -> isOnItsWay(standing, method));
        }

        /** Whether a method was in force once as it is declared: where it is not any more, others changed it. */
        public boolean wasInForce(MethodKey method) {
            return applied.served().equals(before.served()) || marks.isMethodIn(method, before);
        }

        /** Stages whose alarms were once as they are declared. */
        public SortedSet<String> alarmed() {
            return marks.alarmsIn(before);
        }
    }

    private record JudgedOf(UnitKey.RestApiUnit unit, Declared declared, List<ApiAlarm> alarms, ProtectionNotes notes)
            implements Question<Judged> {}

    /** What the executor may bring about now. */
    Desired of(UnitKey.RestApiUnit unit, Observed observed, Snapshot snapshot) {
        var holder = snapshot.protections().holder(unit);
        if (holder.isEmpty()) {
            return new Desired.Undecided(unit, "no object protects it");
        }
        if (!(observed instanceof Observed.Api found) || found.first().isEmpty()) {
            return new Desired.Undecided(unit, "it is gone, or was not read yet");
        }
        var protection = holder.get();
        var api = found.first().get();
        return switch (snapshot.stance(protection)) {
            case Stance.Enforced<ProtectionIntent>(var intent)
            when intent.unit().equals(unit) -> enforced(protection, intent, api, snapshot);
            case Stance.Paused<ProtectionIntent> _ -> new Desired.Undecided(unit, "paused");
            case Stance.Leaving<ProtectionIntent>(var ending)
            when ending == Stance.Ending.DELETE -> leaving(protection, unit, api, snapshot);
            case Stance.Leaving<ProtectionIntent>(var ending) ->
                new Desired.Undecided(unit, DesiredKeys.endingText(ending));
            case Stance.Planned<ProtectionIntent> _ -> new Desired.Undecided(unit, "mode Plan");
            case Stance.Rejected<ProtectionIntent>(var rejected, var plans) ->
                new Desired.Undecided(unit, plans ? "mode Plan" : rejected.message());
            case Stance.Enforced<ProtectionIntent> _, Stance.Over<ProtectionIntent> _ ->
                new Desired.Undecided(unit, "not decided");
        };
    }

    private static Desired enforced(
            ApiProtection protection, ProtectionIntent intent, ExistingApi api, Snapshot snapshot) {
        var judged = judged(protection, intent, api, snapshot);
        var wanted = Defaults.drift(protection.getSpec()) != DriftPolicy.Report
                        && Corrections.made(protection.getSpec(), protection.getStatus())
                ? judged.whole()
                : judged.spared();
        return isNoted(wanted.wanted(), ProtectionNotes.of(protection, intent.unit()), api)
                ? wanted
                : new Desired.Undecided(intent.unit(), "the time of a method came, which the next look notes first");
    }

    /**
     * Whether status says of each method that leaves NONE now that it is closed from here. The time of one may have come since the last look: what
     * nobody noted was closed by nobody, and could not be opened again. Nothing else is written either, since statements take it for closed.
     */
    private static boolean isNoted(Wanted wanted, ProtectionNotes notes, ExistingApi api) {
        return wanted.closed().entrySet().stream().allMatch(entry -> {
            var method = entry.getKey();
            var now = api.methods().get(method);
            return now == null
                    || !now.authorization().equals("NONE")
                    || entry.getValue().authorization().equals("NONE")
                    || notes.closed().contains(method)
                    || notes.closing().contains(method);
        });
    }

    /** How an API stands to what its protection declares, as a pass sees it. */
    public static Judged judged(ApiProtection protection, ProtectionIntent intent, ExistingApi api, Snapshot snapshot) {
        var notes = ProtectionNotes.of(protection, intent.unit());
        return snapshot.once(
                new JudgedOf(
                        intent.unit(), intent.declared(), protection.getSpec().alarms(), notes),
                () -> judge(protection, intent, notes, api, snapshot));
    }

    private static Judged judge(
            ApiProtection protection,
            ProtectionIntent intent,
            ProtectionNotes notes,
            ExistingApi api,
            Snapshot snapshot) {
        var unit = intent.unit();
        var declared = intent.declared();
        var unsettled =
                declared.rules().stream().anyMatch(rule -> rule.authorization() == Declared.Authorization.AWS_IAM)
                        ? snapshot.protections().unsettled(unit, intent.owner().namespace())
                        : Optional.<SettledPolicies.Unsettled>empty();
        var keys = declared.rules().stream().anyMatch(Declared.RuleWish::isKeyRequired)
                ? snapshot.protections().stagesWithKeys(unit)
                : Set.<String>of();
        var gates = gates(
                protection,
                notes,
                unsettled.map(SettledPolicies.Unsettled::why),
                keys,
                ProtectionIntents.rolledBack(protection).orElse(""));
        var standing = Standing.of(declared, api, gates);
        var state = ApiStates.of(api, declared.place(), declared.mark(), gates.rolledBack());
        var settings =
                AdmittedLogs.of(standing.settings(), snapshot.protections().logging(unit));
        var whole = new Desired.Api(unit, standing.wanted(), settings);
        var followed = followed(declared, standing, notes);
        var marks = AppliedMarks.of(
                whole.wanted().stages(),
                AppliedProtection.served(whole.wanted(), followed),
                protection.getSpec().alarms(),
                followed,
                method -> rule(standing, method));
        var applied = AppliedProtection.of(whole.wanted(), whole.stages(), followed, marks);
        // Statements of its own in the API show that it is not new.
        var before = Corrections.forgotten(protection.getSpec(), protection.getStatus())
                        && (!state.present().ours().isEmpty() || DesiredAlarms.areThere(intent, snapshot))
                ? applied
                : notes.applied();
        return new Judged(
                standing,
                state,
                whole,
                new Sparing(
                                whole,
                                standing,
                                before,
                                applied,
                                marks,
                                state,
                                isRolledBack(protection, unit, gates.rolledBack()))
                        .spared(),
                before,
                applied,
                marks,
                new TreeSet<>(followed.keySet()),
                unsettled);
    }

    /** What was closed once stays declared while it waits again, since others may have brought that about. */
    private static SortedMap<MethodKey, String> followed(Declared declared, Standing standing, ProtectionNotes notes) {
        var asks = declared.rules().stream()
                .collect(Collectors.toMap(
                        wish -> wish.rule().name(),
                        wish -> wish.authorization() + (wish.isKeyRequired() ? " key" : "") + asked(wish, declared),
                        (first, _) -> first));
        var followed = new TreeMap<MethodKey, String>();
        standing.methods().forEach((method, one) -> {
            var isFollowed = switch (one.phase()) {
                case IN_FORCE, CHANGING, OPENED -> true;
                case WAITING, REFUSED -> notes.closed().contains(method);
                case LEFT_ALONE -> false;
            };
            if (isFollowed) {
                followed.put(method, asks.getOrDefault(one.rule(), ""));
            }
        });
        return followed;
    }

    /** The authorizer of a rule as it is declared: an edit of it is work. */
    private static String asked(Declared.RuleWish wish, Declared declared) {
        var use = wish.use();
        var authorizer = declared.authorizers().get(use.name());
        return use.equals(Declared.AuthorizerUse.NONE)
                ? ""
                : " " + use.name() + use.scopes() + (authorizer == null ? "" : authorizer.digest());
    }

    private static String rule(Standing standing, MethodKey method) {
        var one = standing.methods().get(method);
        return one == null ? "" : one.rule();
    }

    private static boolean isOnItsWay(Standing standing, MethodKey method) {
        var one = standing.methods().get(method);
        return one != null
                && switch (one.phase()) {
                    case WAITING, CHANGING, OPENED -> true;
                    case IN_FORCE, REFUSED, LEFT_ALONE -> false;
                };
    }

    private static Gates gates(
            ApiProtection protection,
            ProtectionNotes notes,
            Optional<String> unsettled,
            Set<String> keys,
            String rolledBack) {
        return new Gates(
                unsettled,
                keys,
                notes.confirmed(),
                confirms(protection),
                notes.closed(),
                notes.settings(),
                notes.emptyBefore(),
                ProtectionIntents.consented(protection).orElse(""),
                notes.authorizers(),
                rolledBack);
    }

    /** Whether the stages served once what they were to go back to: if they do not any more, others moved them. */
    public static boolean isRolledBack(ApiProtection protection, UnitKey.RestApiUnit unit, String to) {
        var status = protection.getStatus();
        return status != null && to.equals(status.rolledBack()) && ProtectionNotes.areAbout(status, unit);
    }

    /** By rule, the digest in the annotation that confirms. */
    static Map<String, String> confirms(ApiProtection protection) {
        var confirms = new HashMap<String, String>();
        var text = Annotated.value(protection, Annotations.CONFIRM).orElse("");
        var from = 0;
        while (from <= text.length() && confirms.size() < MOST_CONFIRMS) {
            var comma = text.indexOf(',', from);
            var end = comma < 0 ? text.length() : comma;
            var one = text.substring(from, end).strip();
            var equals = one.indexOf('=');
            if (equals > 0) {
                confirms.put(
                        one.substring(0, equals).strip(),
                        one.substring(equals + 1).strip());
            }
            from = end + 1;
        }
        return confirms;
    }

    /**
     * What is wanted of an API whose protection is deleted with {@code deletionPolicy: Delete}: its fences, limits and logs go with it, methods
     * stay as they are.
     */
    public static Desired.Api leaving(
            ApiProtection protection, UnitKey.RestApiUnit unit, ExistingApi api, Snapshot snapshot) {
        var notes = ProtectionNotes.of(protection, unit);
        var nothing = ProtectionIntents.withoutAnything(
                protection,
                snapshot.protections().mark(protection),
                unit,
                snapshot.around(protection.getMetadata().getNamespace()));
        var standing = Standing.of(nothing, api, gates(protection, notes, Optional.empty(), Set.of(), ""));
        var wanted = standing.wanted();
        var ours = ApiStates.of(api, nothing.place(), nothing.mark()).present();
        return new Desired.Api(
                unit,
                new Wanted(
                        new TreeMap<>(),
                        new TreeMap<>(),
                        wanted.declaredOpen(),
                        kept(wanted.statements(), ours, api),
                        wanted.stages(),
                        wanted.deploys(),
                        // What others left open is published for nobody who goes.
                        "",
                        wanted.mark(),
                        wanted.authorizers().onlyGone()),
                StageWish.NONE.withdrawing(notes.settings(), wanted.stages()));
    }

    /** Nobody gets into a private API that allows nothing. */
    private static List<Statement> kept(List<Statement> wanted, ApiState.Configuration present, ExistingApi api) {
        if (!api.listed().isPrivate()
                || present.document().stream()
                        .filter(one -> !present.ours().contains(one) || wanted.contains(one))
                        .anyMatch(one -> one.effect() == Effect.ALLOW)) {
            return wanted;
        }
        var kept = new ArrayList<>(wanted);
        present.ours().stream().filter(one -> one.effect() == Effect.ALLOW).forEach(kept::add);
        return kept;
    }

    /** Whether a stage has a setting. */
    public static boolean has(ExistingApi api, String stage, MethodKey method) {
        var shown = api.stages().get(stage);
        return shown != null
                && (method.equals(StageWish.ACCESS_LOG)
                        ? shown.accessLog().isPresent()
                        : shown.settings().containsKey(method));
    }
}
