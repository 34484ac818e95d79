// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.cli.OwnObjects.Own;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes all objects of ours before the operator is uninstalled: each has a finalizer that nothing would remove afterwards. Connections go
 * last, since the others need them for their cleanup.
 */
final class Uninstall {

    private static final int MOST_TOLD = 20;
    private static final long PAUSE_MILLIS = 500;
    private static final List<String> ALL = Stream.concat(
                    OwnObjects.DECLARED.stream(), Stream.of(OwnObjects.CONNECTION))
            .toList();

    /** How the objects are removed; the names are those of the chart's value. */
    @SuppressWarnings("java:S115")
    enum Mode {
        block,
        retain,
        delete
    }

    private final OwnObjects objects;
    private final OperatorLease operator;
    private final PrintWriter out;
    private final PrintWriter err;

    Uninstall(OwnObjects objects, OperatorLease operator, PrintWriter out, PrintWriter err) {
        this.objects = objects;
        this.operator = operator;
        this.out = out;
        this.err = err;
    }

    /** Whether no object is left. */
    boolean run(Mode mode, Duration timeout) throws InterruptedException {
        var there = objects.all(ALL);
        if (there.isEmpty()) {
            out.println("no object of apiaccess is left");
            return true;
        }
        if (mode == Mode.block) {
            return refused(there);
        }
        if (!operator.alive()) {
            failed(
                    "the operator does not run (" + operator.told() + "), and without it no object ends: "
                            + counted(there) + ", untouched",
                    "start it, wait until it is ready, and try again; or leave the objects as they are with"
                            + " helm uninstall --no-hooks (docs/uninstall.md)");
            return false;
        }
        out.println("deleting " + counted(there) + "; what they stand for "
                + (mode == Mode.retain ? "stays in AWS" : "goes from AWS too"));
        var deadline = System.nanoTime() + timeout.toNanos();
        return declared(mode) && gone(OwnObjects.DECLARED, deadline, timeout) && connections(deadline, timeout);
    }

    private boolean refused(List<Own> there) {
        failed(
                "refused: there are " + counted(there) + ", and without the operator none would end or be looked after",
                "delete them, wait until they are gone and uninstall again; or let it be done with"
                        + " uninstall.onDelete=retain (what they stand for stays in AWS) or =delete (it goes too):"
                        + " helm rollback to the last revision, helm upgrade --reuse-values --set uninstall.onDelete=...,"
                        + " and uninstall again (docs/uninstall.md)");
        return false;
    }

    private boolean declared(Mode mode) {
        var retains = mode == Mode.retain;
        var there = objects.all(OwnObjects.DECLARED).stream()
                .filter(own -> own.deletedAt() == null || (retains && !own.retained()));
        // A tenant without the right to retain would lose what its objects retain: here it was requested that it stays.
        if (retains && !each(objects.all(List.of(OwnObjects.CONNECTION)).stream(), objects::letAllGo)) {
            return false;
        }
        if (!each(there, retains ? objects::letGo : objects::delete)) {
            return false;
        }
        if (mode == Mode.delete) {
            // Many deletions at once would be held as a mistake: here they were requested.
            objects.all(OwnObjects.DECLARED).stream()
                    .map(Own::deletedAt)
                    .filter(Objects::nonNull)
                    .max(String::compareTo)
                    .ifPresent(until -> objects.all(List.of(OwnObjects.CONNECTION))
                            .forEach(connection -> objects.acknowledge(connection, until)));
        }
        return true;
    }

    private boolean connections(long deadline, Duration timeout) throws InterruptedException {
        var connections = List.of(OwnObjects.CONNECTION);
        return each(objects.all(connections).stream().filter(own -> own.deletedAt() == null), objects::delete)
                && gone(connections, deadline, timeout);
    }

    /** Runs the action for each, and prints those for which it is refused; returns whether none was. */
    private boolean each(Stream<Own> some, Consumer<Own> action) {
        var refused = new ArrayList<String>();
        some.forEach(own -> {
            try {
                action.accept(own);
            } catch (KubernetesClientException e) {
                refused.add(own + ": " + told(e));
            }
        });
        if (refused.isEmpty()) {
            return true;
        }
        failed("the API server refuses " + refused.size() + " changes", "see to what it says, and try again");
        tell(refused);
        return false;
    }

    private boolean gone(List<String> kinds, long deadline, Duration timeout) throws InterruptedException {
        var before = "";
        for (var left = objects.all(kinds); !left.isEmpty(); left = objects.all(kinds)) {
            if (System.nanoTime() - deadline > 0) {
                failed(
                        "still there after " + timeout.toSeconds() + " s: " + counted(left),
                        (operator.alive()
                                        ? "see to what they say"
                                        : "the operator does not run (" + operator.told() + "): start it")
                                + ", then try again; it goes on where it was");
                tell(left.stream().map(own -> own + ": " + own.says()).toList());
                return false;
            }
            var now = counted(left);
            if (!now.equals(before)) {
                out.println("waiting for " + now);
                before = now;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        if (kinds.contains(OwnObjects.CONNECTION)) {
            out.println("no object of apiaccess is left");
        }
        return true;
    }

    /** The message of the API server, without the request. */
    static String told(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
    }

    private void tell(List<String> lines) {
        lines.stream().limit(MOST_TOLD).forEach(line -> err.println("  " + line));
        if (lines.size() > MOST_TOLD) {
            err.println("  and " + (lines.size() - MOST_TOLD) + " more");
        }
    }

    private void failed(String problem, String next) {
        err.println("error: " + problem);
        err.println("next:  " + next);
    }

    private static String counted(List<Own> some) {
        var kinds = some.stream().collect(Collectors.groupingBy(Own::kind, TreeMap::new, Collectors.counting()));
        return some.size() + (some.size() == 1 ? " object (" : " objects (")
                + kinds.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
