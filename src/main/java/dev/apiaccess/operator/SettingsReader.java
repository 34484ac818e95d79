// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.model.Settings;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the settings, and reports all invalid ones at once, each with its variable and what it takes. */
final class SettingsReader {

    private static final Pattern CLUSTER_ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ROLES = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[A-Za-z0-9+=,.@_*/-]+");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final int MOST_DIVISOR = 1_000_000;

    private static final String LEASE_DURATION = "15s";
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {}

    /** @throws ConfigurationException with one message that names every variable to change; the process ends with it */
    static Settings read(OperatorConfig config) {
        return new SettingsReader().all(config);
    }

    /** Duration of the lease; {@link #read} has refused an invalid one before. */
    static Duration leaseDuration(OperatorConfig config) {
        return new SettingsReader()
                .duration("APIACCESS_LEASE_DURATION", config.leaseDuration(), LEASE_DURATION, SHORTEST_LEASE);
    }

    /** Whether grants have series of their own; {@link #read} has refused an invalid value before. */
    static boolean grantMetrics(OperatorConfig config) {
        return new SettingsReader().yes("APIACCESS_GRANT_METRICS", config.grantMetrics());
    }

    /** Whether AWS may be called without TLS; {@link #read} has refused an invalid value before. */
    static boolean allowHttp(OperatorConfig config) {
        return new SettingsReader().yes("APIACCESS_ALLOW_HTTP", config.allowHttp());
    }

    private Settings all(OperatorConfig config) {
        var clusterId = clusterId(config.clusterId());
        var sweep = duration("APIACCESS_SWEEP_INTERVAL", config.sweepInterval(), "5m", Duration.ofMillis(1));
        var quota = number("APIACCESS_QUOTA_PERCENT", config.quotaPercent(), 50, 100);
        var window = duration("APIACCESS_CONSISTENCY_WINDOW", config.consistencyWindow(), "120s", Duration.ZERO);
        var settle = duration("APIACCESS_KEY_SETTLE_TIME", config.keySettleTime(), "120s", Duration.ZERO);
        var divisor = number("APIACCESS_TIME_DIVISOR", config.timeDivisor(), 1, MOST_DIVISOR);
        yes("APIACCESS_GRANT_METRICS", config.grantMetrics());
        yes("APIACCESS_ALLOW_HTTP", config.allowHttp());
        var always = always(config.readyFollowsEffective());
        var roles = roles(config.passRoles());
        duration("APIACCESS_LEASE_DURATION", config.leaseDuration(), LEASE_DURATION, SHORTEST_LEASE);
        config.leaseNamespace()
                .filter(name -> !NAMESPACE.matcher(name).matches())
                .ifPresent(name ->
                        problems.add("APIACCESS_LEASE_NAMESPACE is '" + name + "': it takes the name of a namespace"));
        if (!problems.isEmpty()) {
            throw new ConfigurationException("apiaccess cannot start: " + String.join("; ", problems));
        }
        return new Settings(
                clusterId,
                sweep.dividedBy(divisor),
                quota,
                window.dividedBy(divisor),
                settle.dividedBy(divisor),
                divisor,
                always,
                roles);
    }

    private boolean always(Optional<String> written) {
        var text = written.map(String::strip).orElse("NewOrEdited");
        if (!text.equals("Always") && !text.equals("NewOrEdited")) {
            problems.add("APIACCESS_READY_FOLLOWS_EFFECTIVE is '" + text + "': it takes NewOrEdited or Always");
        }
        return text.equals("Always");
    }

    private List<String> roles(Optional<String> written) {
        var roles = COMMA.splitAsStream(written.orElse(""))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .toList();
        roles.stream()
                .filter(role -> !ROLES.matcher(role).matches())
                .forEach(role -> problems.add("APIACCESS_PASS_ROLES has '" + role
                        + "': it takes ARNs of roles such as arn:aws:iam::111122223333:role/apigateway-*, with commas"
                        + " between them"));
        return roles;
    }

    private String clusterId(Optional<String> written) {
        if (written.isEmpty()) {
            problems.add(
                    "APIACCESS_CLUSTER_ID is not set: choose a name for this cluster that no other cluster uses in the"
                            + " same AWS accounts, and never change it");
            return "";
        }
        if (!CLUSTER_ID.matcher(written.get()).matches()) {
            problems.add("APIACCESS_CLUSTER_ID is '" + written.get()
                    + "': it takes lower-case letters, digits and dashes, at most 32, and begins and ends with a letter or"
                    + " digit");
        }
        return written.get();
    }

    private Duration duration(String variable, Optional<String> written, String otherwise, Duration least) {
        var text = written.orElse(otherwise);
        try {
            var duration = DurationConverter.parseDuration(text.strip());
            if (duration.compareTo(least) >= 0) {
                return duration;
            }
        } catch (IllegalArgumentException _) {
            // reported below, like one that is too short
        }
        problems.add(variable + " is '" + text + "': it takes a duration such as 90s, 5m or 1h"
                + (least.compareTo(Duration.ofSeconds(1)) < 0 ? "" : ", at least " + least.toSeconds() + "s"));
        return least;
    }

    private boolean yes(String variable, Optional<String> written) {
        var text = written.map(String::strip).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            problems.add(variable + " is '" + text + "': it takes true or false");
        }
        return text.equals("true");
    }

    private int number(String variable, Optional<String> written, int otherwise, int most) {
        if (written.isEmpty()) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(written.get().strip());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // reported below, like one that is out of bounds
        }
        problems.add(variable + " is '" + written.get() + "': it takes a whole number from 1 to " + most);
        return 1;
    }
}
