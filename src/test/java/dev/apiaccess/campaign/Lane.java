// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import dev.apiaccess.emulator.control.Gate;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** One run of the script, in an account and a namespace of its own. It ends with the first thing that is not as it should be. */
final class Lane {

    private static final Duration SETTLES = Machine.patience(Duration.ofSeconds(40));
    private static final Duration RECORDED = Machine.patience(Duration.ofSeconds(5));

    /** Longer than the consistency window and the settling of keys, which are a sixtieth here. */
    private static final Duration QUIET = Machine.patience(Duration.ofSeconds(3));

    /** What may fail in a lane. */
    interface Work {
        void run() throws Exception;
    }

    private final Scene scene;
    private final @Nullable Point point;
    private final Gate gate = new Gate();
    private final Neighbours neighbours;
    private final String neighboursBefore;
    private volatile @Nullable String trouble;

    Lane(Rig rig, String prefix, @Nullable Point point) {
        this.scene = Scene.seeded(rig, prefix);
        this.point = point;
        Script.prepare(scene);
        neighbours = new Neighbours(scene);
        neighboursBefore = neighbours.told();
    }

    @Nullable
    Point point() {
        return point;
    }

    Gate gate() {
        return gate;
    }

    String account() {
        return scene.account().id();
    }

    /** What went wrong, null as long as nothing did. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Does something unless the lane has failed; what it throws is the lane's trouble. */
    void go(Work work) {
        if (trouble != null) {
            return;
        }
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trouble = "interrupted";
        } catch (Exception | AssertionError e) {
            trouble = String.valueOf(e.getMessage() == null ? e : e.getMessage());
        }
    }

    void act(int step) {
        var disturbed = point;
        if (disturbed != null && disturbed.step() == step) {
            scene.rig().emulator().fault(disturbed.fault(account(), gate));
        }
        Script.STEPS.get(step).act().accept(scene);
    }

    void await(int step) {
        Script.STEPS.get(step).await().accept(scene);
    }

    /** Waits until the state is the recorded one. */
    void compare(int step, Recording recording) {
        var expected = recording.steps().get(step).dump();
        var last = new AtomicReference<>("");
        try {
            Awaitility.await("the state after '" + Script.STEPS.get(step).name() + "'")
                    .atMost(SETTLES)
                    .pollInterval(Duration.ofMillis(300))
                    .ignoreExceptions()
                    .until(() -> {
                        last.set(Dump.of(scene));
                        return last.get().equals(expected);
                    });
        } catch (ConditionTimeoutException _) {
            throw new AssertionError("after '" + Script.STEPS.get(step).name()
                    + "' the state differs from the undisturbed run (- there, + here):\n"
                    + Dump.difference(expected, last.get()) + "\n" + scene.evidence());
        }
    }

    /** At the end: the same writes had an effect as often as in the undisturbed run, and nothing of others was touched. */
    void account(Recording recording) {
        var now = neighbours.told();
        if (!now.equals(neighboursBefore)) {
            throw new AssertionError("things of others were touched:\n" + Dump.difference(neighboursBefore, now) + "\n"
                    + scene.evidence());
        }
        // A call that is still held is recorded when it is let go.
        gate.open();
        try {
            Awaitility.await("as many effective writes")
                    .atMost(RECORDED)
                    .until(() -> counts().equals(recording.counts()));
        } catch (ConditionTimeoutException _) {
            throw new AssertionError("effective writes\n- " + recording.counts() + "\n+ " + counts() + "\n"
                    + writes(0).stream()
                            .map(call -> call.operation() + " " + call.status() + " " + call.parameters())
                            .toList());
        }
    }

    /** The state once it no longer changes. */
    String settled() {
        var last = new AtomicReference<>(Dump.of(scene));
        Awaitility.await("nothing changes any more")
                .atMost(SETTLES)
                .pollDelay(QUIET)
                .pollInterval(QUIET)
                .until(() -> {
                    var now = Dump.of(scene);
                    return now.equals(last.getAndSet(now));
                });
        return last.get();
    }

    /** Writes of the operator that had an effect, after the call of that number. */
    List<RecordedCall> writes(long after) {
        return scene.account().operatorWrites().stream()
                .filter(call -> call.happened() && call.sequence() > after)
                .toList();
    }

    SortedMap<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        writes(0).forEach(call -> counts.merge(call.operation(), 1L, Long::sum));
        return counts;
    }
}
