// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * How much longer than alone this run has to wait for work, because the machine does other things too. Measured before the first
 * suite, and printed, and again by a wait that would end in vain, for a machine may become slow meanwhile. Bounds of waits are multiplied by it, and the times of AWS are divided by less, so that what a test
 * shows is an order of events or a state, never how fast a machine is.
 */
public final class Machine {

    /** More than that is no machine to test on: a bound that never ends helps nobody. */
    private static final double MOST = 6;

    /** What a quiet machine is measured with, too: the JVM's own compilers. */
    private static final double QUIET = 1.5;

    private static final Duration WORK = Duration.ofMillis(250);

    private Machine() {}

    private static final class Measured {
        private static final double SLOWNESS = measure();
    }

    /** From 1, a machine that does nothing else, to 6. */
    public static double slowness() {
        return Measured.SLOWNESS;
    }

    /** A bound for work that takes this long at most on a quiet machine. */
    public static Duration patience(Duration quiet) {
        return Duration.ofMillis(Math.round(quiet.toMillis() * slowness()));
    }

    /** A divisor of AWS's times that leaves as much work possible within them as this one does on a quiet machine. */
    public static int divisor(int quiet) {
        return (int) Math.max(1, Math.round(quiet / slowness()));
    }

    /** How the factor reads in a log. */
    static String text() {
        return String.format(
                Locale.ROOT, "waits are multiplied by %.1f: what this machine gives, measured now", slowness());
    }

    /** How long each of as many threads as there are processors takes for some processor time of its own. */
    static double measure() {
        var processors = Runtime.getRuntime().availableProcessors();
        try (var threads = Executors.newFixedThreadPool(processors)) {
            var ratios = new ArrayList<Double>();
            for (var each :
                    threads.invokeAll(java.util.Collections.nCopies(processors, (Callable<Double>) Machine::ratio))) {
                ratios.add(each.get());
            }
            var mean =
                    ratios.stream().mapToDouble(Double::doubleValue).average().orElse(1);
            return mean < QUIET ? 1 : Math.min(MOST, mean);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double ratio() {
        var clock = ManagementFactory.getThreadMXBean();
        var begun = System.nanoTime();
        var used = clock.getCurrentThreadCpuTime();
        while (clock.getCurrentThreadCpuTime() - used < WORK.toNanos()) {
            Thread.onSpinWait();
        }
        return (double) (System.nanoTime() - begun) / WORK.toNanos();
    }
}
