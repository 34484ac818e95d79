// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Before the first suite: measures the machine, says so, and lets waits without a bound of their own follow it. */
public final class PatienceListener implements LauncherSessionListener {

    private static final Duration USUAL = Duration.ofSeconds(10);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        System.out.println("tests   " + Machine.text());
        Awaitility.setDefaultTimeout(Machine.patience(USUAL));
    }
}
