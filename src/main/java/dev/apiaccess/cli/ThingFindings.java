// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Finalizers;
import dev.apiaccess.api.Reason;
import dev.apiaccess.cli.ClusterState.Said;
import dev.apiaccess.cli.ClusterState.Thing;
import dev.apiaccess.cli.Finding.Area;
import dev.apiaccess.cli.Finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What objects say about themselves, those with the same reason together. */
final class ThingFindings {

    /** So long an object may be on its way. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** So long it may take until an object is looked at, or gone. */
    private static final Duration SOON = Duration.ofMinutes(2);

    private static final String REASONS = "docs/reasons.md";
    private static final String DELETION = "docs/ownership.md#deletion-that-aws-or-somebody-else-holds-up";
    private static final String BRAKE = "docs/kinds/awsconnection.md#when-many-objects-are-deleted-at-once";
    private static final String NEVER = "it was never looked at";

    /** Reasons that somebody asked for. */
    private static final Set<String> WANTED =
            names(Reason.Paused, Reason.PlanOnly, Reason.Disabled, Reason.Expired, Reason.Expiring, Reason.Rotating);

    /** What is amiss with a thing. */
    private record Trouble(Area area, Severity severity, String reason, Thing thing, String message) {}

    private final ClusterState state;
    private final NextSteps steps;
    private final Instant now;
    private final Set<String> connections;

    ThingFindings(ClusterState state, NextSteps steps, Instant now) {
        this.state = state;
        this.steps = steps;
        this.now = now;
        this.connections = state.things().stream()
                .filter(ThingFindings::isConnection)
                .map(Thing::name)
                .collect(Collectors.toSet());
    }

    List<Finding> all() {
        var findings = new ArrayList<Finding>();
        state.things().stream()
                .filter(thing -> !thing.held().isEmpty())
                .map(this::held)
                .forEach(findings::add);
        deletions(findings);
        var troubles = new TreeMap<String, List<Trouble>>();
        for (var thing : state.things()) {
            var trouble = thing.deleted() == null ? trouble(thing) : null;
            if (trouble != null) {
                troubles.computeIfAbsent(
                                trouble.area() + " " + trouble.severity() + " " + trouble.reason(),
                                _ -> new ArrayList<>())
                        .add(trouble);
            }
        }
        troubles.values().stream().map(this::together).forEach(findings::add);
        unknownFields(findings);
        secrets(findings);
        return findings;
    }

    private Finding held(Thing connection) {
        var all = connection.held();
        var count = all.stream().mapToInt(ClusterState.Held::count).sum();
        var latest = all.stream()
                .map(ClusterState.Held::latest)
                .max(Comparator.naturalOrder())
                .orElse("");
        return new Finding(
                Area.deletions,
                Severity.error,
                "the connection " + connection.name() + " holds " + count + " deletions back, more than anybody means: "
                        + InstallationFindings.few(all.stream()
                                .map(one -> one.count() + " in namespace " + one.namespace())
                                .toList()),
                "",
                "put the objects back if nobody means it; if it is meant, acknowledge it",
                "kubectl annotate --overwrite awsc " + connection.name() + " apiaccess.dev/deletion-acknowledged="
                        + latest,
                BRAKE,
                Reason.DeletionHeld.name(),
                all.stream().map(ClusterState.Held::namespace).toList());
    }

    private void deletions(List<Finding> findings) {
        var stuck = state.things().stream()
                .filter(thing -> thing.deleted() != null && isOlder(thing.deleted(), SOON))
                .filter(thing -> !reason(thing).equals(Reason.DeletionHeld.name()))
                .toList();
        Predicate<Thing> ours = thing -> thing.finalizers().contains(Finalizers.CLEANUP);
        var waiting = stuck.stream().filter(ours).toList();
        var leader = state.leader();
        if (leader != null && !leader.alive()) {
            deletion(
                    findings,
                    waiting,
                    Severity.error,
                    "waits for an operator that does not run",
                    "get the operator to run; only where it never comes back, let them go as the page says",
                    "docs/uninstall.md#without-the-job",
                    null);
        } else {
            waiting.stream()
                    .collect(Collectors.groupingBy(ThingFindings::reason, TreeMap::new, Collectors.toList()))
                    .forEach((reason, some) -> deletion(
                            findings,
                            some,
                            Severity.error,
                            "takes more than " + SOON.toMinutes() + " minutes"
                                    + (reason.isEmpty() ? "" : ": " + reason),
                            reason.isEmpty() ? "see the log of the operator" : sentence(steps.of(reason)),
                            DELETION,
                            reason));
        }
        deletion(
                findings,
                stuck.stream().filter(ours.negate()).toList(),
                Severity.warning,
                "waits for a finalizer that is not ours",
                "see whose it is",
                DELETION,
                null);
    }

    private static void deletion(
            List<Finding> findings,
            List<Thing> some,
            Severity severity,
            String what,
            String next,
            String page,
            @Nullable String reason) {
        if (!some.isEmpty()) {
            var first = some.getFirst();
            findings.add(new Finding(
                    Area.deletions,
                    severity,
                    "the deletion of " + counted(some) + " " + what,
                    message(first),
                    next,
                    "kubectl get " + first.reference() + " -o yaml",
                    page,
                    reason == null || reason.isEmpty() ? null : reason,
                    titles(some)));
        }
    }

    /** What is amiss with an object that is not being deleted; null where nothing is, or where it may yet come. */
    private @Nullable Trouble trouble(Thing thing) {
        var area = isConnection(thing) ? Area.connections : Area.objects;
        var named = thing.connection();
        if (named != null && state.connectionsRead() && !connections.contains(named)) {
            return new Trouble(
                    area,
                    Severity.error,
                    Reason.ConnectionNotFound.name(),
                    thing,
                    "there is no AwsConnection " + named);
        }
        var ready = thing.said(ConditionType.Ready.name());
        if (ready.isEmpty()) {
            return isOlder(thing.created(), SOON) ? new Trouble(area, Severity.error, "", thing, NEVER) : null;
        }
        var stalled = thing.said(ConditionType.Stalled.name())
                .filter(one -> one.status().equals("True"));
        if (WANTED.contains(ready.get().reason())) {
            return ready.get().status().equals("True") ? null : told(area, Severity.note, thing, ready.get());
        }
        if (stalled.isPresent()) {
            return told(area, Severity.error, thing, stalled.get());
        }
        if (!ready.get().status().equals("True")) {
            var patience = area == Area.connections ? SOON : PATIENCE;
            return isOlder(ready.get().since(), patience)
                    ? told(area, area == Area.connections ? Severity.error : Severity.warning, thing, ready.get())
                    : null;
        }
        return List.of(
                        ConditionType.Synced,
                        ConditionType.Accepted,
                        ConditionType.QuotaCarried,
                        ConditionType.Effective)
                .stream()
                .flatMap(type -> thing.said(type.name()).stream())
                .filter(one -> !one.status().equals("True"))
                // An effect that is not known is none that is missing.
                .filter(one -> !one.type().equals(ConditionType.Effective.name())
                        || one.status().equals("False"))
                .filter(one -> !WANTED.contains(one.reason()) && isOlder(one.since(), PATIENCE))
                .findFirst()
                .map(one -> told(area, Severity.warning, thing, one))
                .orElse(null);
    }

    private static Trouble told(Area area, Severity severity, Thing thing, Said said) {
        return new Trouble(area, severity, said.reason(), thing, said.message());
    }

    private Finding together(List<Trouble> troubles) {
        var first = troubles.getFirst();
        var things = troubles.stream().map(Trouble::thing).toList();
        var never = first.reason().isEmpty();
        var works = first.severity() == Severity.note || first.thing().is(ConditionType.Ready.name());
        return new Finding(
                first.area(),
                first.severity(),
                counted(things)
                        + (things.size() == 1 ? " is " : " are ")
                        + (never ? "not looked at by any operator" : (works ? "" : "not ready: ") + first.reason()),
                first.message(),
                never ? "see whether the operator runs and admits them" : sentence(steps.of(first.reason())),
                "kubectl describe " + first.thing().reference(),
                never ? "docs/runbook.md#apiaccessnoleader" : REASONS,
                never ? null : first.reason(),
                titles(things));
    }

    private void unknownFields(List<Finding> findings) {
        var some = state.things().stream()
                .filter(thing -> !thing.unknown().isEmpty() && !reason(thing).equals(Reason.Unsupported.name()))
                .toList();
        if (!some.isEmpty()) {
            var first = some.getFirst();
            findings.add(new Finding(
                    Area.objects,
                    Severity.warning,
                    counted(some) + (some.size() == 1 ? " has" : " have")
                            + " fields that this apiaccess does not know, "
                            + "so an operator of its version would not follow them",
                    InstallationFindings.few(first.unknown()),
                    "upgrade apiaccess, or take the fields out",
                    "kubectl get " + first.reference() + " -o yaml",
                    REASONS,
                    Reason.Unsupported.name(),
                    titles(some)));
        }
    }

    private void secrets(List<Finding> findings) {
        var some = state.things().stream()
                .filter(thing -> thing.missingSecret() != null && thing.deleted() == null)
                .toList();
        if (!some.isEmpty()) {
            var first = some.getFirst();
            findings.add(new Finding(
                    Area.secrets,
                    Severity.error,
                    counted(some) + (some.size() == 1 ? " has" : " have")
                            + " handed a key over, and the Secret is not there",
                    "Secret " + Objects.requireNonNull(first.missingSecret()),
                    "see whether the operator runs, which writes it anew at once; else look for who deletes it",
                    "kubectl describe " + first.reference(),
                    "docs/kinds/apikeygrant.md",
                    null,
                    titles(some)));
        }
    }

    private boolean isOlder(@Nullable Instant since, Duration age) {
        return since == null || since.plus(age).isBefore(now);
    }

    private static boolean isConnection(Thing thing) {
        return thing.kind().equals(OwnObjects.CONNECTION);
    }

    private static String reason(Thing thing) {
        return thing.said(ConditionType.Ready.name()).map(Said::reason).orElse("");
    }

    private static String message(Thing thing) {
        return thing.said(ConditionType.Ready.name()).map(Said::message).orElse(NEVER);
    }

    /** {@code 2 ApiKeyGrants and 1 ApiRateLimit (shop/a, shop/b and 1 more)}. */
    private static String counted(List<Thing> some) {
        var kinds = some.stream().collect(Collectors.groupingBy(Thing::kind, TreeMap::new, Collectors.counting()));
        return kinds.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + plural(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(" and "))
                + " (" + InstallationFindings.few(titles(some)) + ")";
    }

    static String plural(String kind, long count) {
        return count == 1 ? kind : kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
    }

    private static List<String> titles(List<Thing> some) {
        return some.stream().map(Thing::title).toList();
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static Set<String> names(Reason... reasons) {
        return java.util.Arrays.stream(reasons).map(Reason::name).collect(Collectors.toSet());
    }
}
