// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.cli.Apiaccess;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the operator, or runs a command when one is named. */
@QuarkusMain
public final class Main {

    /**
     * Number of carriers of virtual threads. One that waits until another has initialized a class keeps its carrier
     * (https://openjdk.org/jeps/491, Future Work): with one per processor of a small machine, the first calls of the process can wait for
     * each other for ever.
     */
    private static final int CARRIERS = 16;

    private Main() {}

    /** A class that implements QuarkusApplication would silently keep the reconcilers from starting: there is none on purpose. */
    public static void main(String[] args) {
        // The JDK warns of sun.misc.Unsafe on standard error, in front of what a command says; Netty does as well
        // without it.
        if (System.getProperty("io.netty.noUnsafe") == null) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
        if (System.getProperty("jdk.virtualThreadScheduler.parallelism") == null) {
            var carriers = Math.max(CARRIERS, Runtime.getRuntime().availableProcessors());
            System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(carriers));
        }
        if (args.length == 0 || args[0].equals("run")) {
            Quarkus.run(args);
            return;
        }
        System.exit(Apiaccess.commandLine().execute(args));
    }
}
