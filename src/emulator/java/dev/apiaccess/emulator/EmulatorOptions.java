// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator starts.
 *
 * @param port the loopback port, 0 for any free one
 * @param limits whether AWS's control-plane rates are enforced
 * @param timeDivisor divides the windows of those rates, 1 for AWS's own
 * @param latency how long every control-plane call takes
 * @param keySettle how long a new, re-enabled or newly joined key stays unknown to the data plane
 * @param clock the emulator's time; signatures are judged by it too
 * @param adminToken what {@code X-Admin-Token} must say on the admin endpoint, null for nothing
 */
public record EmulatorOptions(
        int port,
        boolean limits,
        double timeDivisor,
        Duration latency,
        Duration keySettle,
        Clock clock,
        @Nullable String adminToken) {

    /** Refuses nonsense. */
    public EmulatorOptions {
        if (!(timeDivisor > 0) || latency.isNegative() || keySettle.isNegative() || port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "port 0..65535, a positive time divisor and no negative times are wanted");
        }
    }

    /** A free port, no limits, no latency, keys that work at once. */
    public static EmulatorOptions forTests() {
        return new EmulatorOptions(0, false, 1, Duration.ZERO, Duration.ZERO, Clock.systemUTC(), null);
    }

    /** The same on a port. */
    public EmulatorOptions withPort(int other) {
        return new EmulatorOptions(other, limits, timeDivisor, latency, keySettle, clock, adminToken);
    }

    /** The same with AWS's control-plane rates, their windows divided. */
    public EmulatorOptions withLimits(double divisor) {
        return new EmulatorOptions(port, true, divisor, latency, keySettle, clock, adminToken);
    }

    /** The same with slower calls. */
    public EmulatorOptions withLatency(Duration other) {
        return new EmulatorOptions(port, limits, timeDivisor, other, keySettle, clock, adminToken);
    }

    /** The same with keys that take their time. */
    public EmulatorOptions withKeySettle(Duration other) {
        return new EmulatorOptions(port, limits, timeDivisor, latency, other, clock, adminToken);
    }

    /** The same in another time. */
    public EmulatorOptions withClock(Clock other) {
        return new EmulatorOptions(port, limits, timeDivisor, latency, keySettle, other, adminToken);
    }

    /** The same with a guarded admin endpoint. */
    public EmulatorOptions withAdminToken(@Nullable String other) {
        return new EmulatorOptions(port, limits, timeDivisor, latency, keySettle, clock, other);
    }
}
