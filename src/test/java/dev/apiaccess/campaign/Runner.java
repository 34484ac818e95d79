// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Makes the runs. Many runs share one kill, whatever the steps in which it hits them: each has its own account and namespace, each
 * has its own write in flight at that moment.
 */
final class Runner implements AutoCloseable {

    /** The operator's client gives up after twenty seconds of silence: then its write would no longer be in flight. */
    private static final Duration HELD_AT_MOST = Duration.ofSeconds(15);

    private static final Duration COMES = Machine.patience(Duration.ofSeconds(60));
    private static final int AT_ONCE = 30;

    /** @param trouble null when the end was that of the undisturbed run */
    record Result(
            Point point, @org.jspecify.annotations.Nullable String trouble, Duration took) {}

    private final Rig rig;
    private final Consumer<Result> done;

    /**
     * Starts the first operator.
     *
     * @param done is told of every point when it is over
     */
    Runner(Rig rig, Consumer<Result> done) {
        this.rig = rig;
        this.done = done;
        start();
    }

    /** Starts an operator, the same as the one before but for its log. */
    private void start() {
        var _ = rig.startOperator(Map.of("HOSTNAME", "campaign")).awaitReady();
    }

    /** Ends the latest operator: the ones before were killed. */
    @Override
    public void close() {
        rig.operator().close();
    }

    /** The undisturbed run. */
    Recording record() {
        var lane = new Lane(rig, "reference", null);
        var steps = new ArrayList<Recording.StepRecord>();
        for (var step = 0; step < Script.STEPS.size(); step++) {
            var before = lane.writes(0);
            var mark = before.isEmpty() ? 0 : before.getLast().sequence();
            lane.act(step);
            lane.await(step);
            var dump = lane.settled();
            var writes =
                    lane.writes(mark).stream().map(call -> call.operation()).toList();
            steps.add(new Recording.StepRecord(writes, dump));
        }
        return new Recording(steps, lane.counts());
    }

    /** Runs in which the operator is killed and started again. */
    List<Result> killed(Recording recording, List<Point> points) {
        var results = new ArrayList<Result>();
        for (var some : atOnce(points)) {
            results.addAll(killedTogether(recording, some));
        }
        return results;
    }

    /** Points whose write was no longer in flight at the kill say nothing: they are run again, fewer at a time. */
    private List<Result> killedTogether(Recording recording, List<Point> points) {
        var began = Instant.now();
        var lanes = lanes("crash", points);
        each(lanes, lane -> steps(lane, recording, 0, stepOf(lane)));
        each(lanes, lane -> lane.act(stepOf(lane)));
        each(lanes, Runner::awaitCaught);
        var late = kill(lanes);
        start();
        var judged = lanes.stream().filter(lane -> !late.contains(lane.point())).toList();
        each(judged, lane -> {
            var step = stepOf(lane);
            lane.await(step);
            lane.compare(step, recording);
            steps(lane, recording, step + 1, Script.STEPS.size());
            lane.account(recording);
        });
        var results = new ArrayList<>(results(judged, began));
        if (late.size() == points.size() && late.size() == 1) {
            var slow = new Result(
                    late.getFirst(),
                    "the machine is too slow to kill while the write is in flight",
                    Duration.between(began, Instant.now()));
            done.accept(slow);
            results.add(slow);
        } else if (!late.isEmpty()) {
            var half = late.size() == points.size() ? late.size() / 2 : late.size();
            results.addAll(killedTogether(recording, late.subList(0, half)));
            if (half < late.size()) {
                results.addAll(killedTogether(recording, late.subList(half, late.size())));
            }
        }
        return results;
    }

    private static void awaitCaught(Lane lane) {
        try {
            Awaitility.await("the write comes")
                    .atMost(COMES)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> lane.gate().caught());
        } catch (ConditionTimeoutException _) {
            throw new AssertionError("the write did not come within " + COMES.toSeconds() + " s");
        }
    }

    /** Ends the operator, and tells whose write had been held for so long that the client may have given it up. */
    private List<Point> kill(List<Lane> lanes) {
        rig.operator().kill();
        var late = lanes.stream()
                .filter(lane -> lane.gate()
                        .heldFor()
                        .filter(held -> held.compareTo(HELD_AT_MOST) > 0)
                        .isPresent())
                .map(lane -> Objects.requireNonNull(lane.point()))
                .toList();
        rig.emulator().clearFaults();
        return late;
    }

    /** Runs in which AWS's answers do not come, all with the same operator. */
    List<Result> disturbed(Recording recording, List<Point> points) {
        var results = new ArrayList<Result>();
        for (var some : atOnce(points)) {
            var began = Instant.now();
            var lanes = lanes("lost", some);
            each(lanes, lane -> {
                steps(lane, recording, 0, Script.STEPS.size());
                lane.account(recording);
            });
            rig.emulator().clearFaults();
            results.addAll(results(lanes, began));
        }
        return results;
    }

    private static List<List<Point>> atOnce(List<Point> points) {
        return IntStream.iterate(0, from -> from < points.size(), from -> from + AT_ONCE)
                .mapToObj(from -> points.subList(from, Math.min(points.size(), from + AT_ONCE)))
                .toList();
    }

    /** The step in which a lane is disturbed. */
    private static int stepOf(Lane lane) {
        return Objects.requireNonNull(lane.point()).step();
    }

    private List<Lane> lanes(String prefix, List<Point> points) {
        return points.stream().map(point -> new Lane(rig, prefix, point)).toList();
    }

    private static void steps(Lane lane, Recording recording, int from, int to) {
        for (var step = from; step < to; step++) {
            lane.act(step);
            lane.await(step);
            lane.compare(step, recording);
        }
    }

    /** Does the same in every lane at once. */
    private static void each(List<Lane> lanes, Consumer<Lane> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = lanes.stream()
                    .map(lane -> threads.submit(() -> lane.go(() -> work.accept(lane))))
                    .toList();
            for (var one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Result> results(List<Lane> lanes, Instant began) {
        var took = Duration.between(began, Instant.now());
        return lanes.stream()
                .map(lane -> new Result(Objects.requireNonNull(lane.point()), lane.trouble(), took))
                .peek(done)
                .toList();
    }
}
