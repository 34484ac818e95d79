// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.wire.AwsError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of a stage's methods while they are patched: one field makes a whole entry, and an entry goes as a whole. */
final class MethodSettings {
    /** The entry that holds for methods without one of their own. */
    static final String ALL = "*/*";

    private static final Pattern SETTING = Pattern.compile("/(.+)/([A-Z]+|\\*)/"
            + "(metrics/enabled|logging/loglevel|logging/dataTrace|throttling/burstLimit|throttling/rateLimit"
            + "|caching/enabled|caching/ttlInSeconds|caching/dataEncrypted|caching/requireAuthorizationForCacheControl"
            + "|caching/unauthorizedCacheControlHeaderStrategy)");
    private static final Set<String> LEVELS = Set.of("OFF", "ERROR", "INFO");
    private final Map<String, Map<String, Object>> entries;
    private final boolean mayLog;

    /**
     * Over a copy of the entries.
     *
     * @param mayLog whether the account has a role to write logs with
     */
    MethodSettings(Map<String, Map<String, Object>> entries, boolean mayLog) {
        this.entries = new LinkedHashMap<>(entries);
        this.mayLog = mayLog;
    }

    Map<String, Map<String, Object>> entries() {
        return Map.copyOf(entries);
    }

    /** Takes an entry away, by its key as it was addressed; whatever else a path names is no entry either. */
    void remove(Patch patch) {
        String key = patch.path().startsWith("/") ? patch.path().substring(1) : patch.path();
        if (entries.remove(key) == null) {
            throw absent(key);
        }
    }

    static AwsError absent(String key) {
        return GatewayCall.bad(
                "Cannot remove method setting " + key + " because there is no method setting for this method ");
    }

    /** Sets a field; whether the path is one. */
    boolean set(Patch patch) {
        Matcher setting = SETTING.matcher(patch.path());
        if (!setting.matches()) {
            return false;
        }
        String key = setting.group(1) + "/" + setting.group(2);
        Map<String, Object> fields =
                new LinkedHashMap<>(entries.getOrDefault(key, entries.getOrDefault(ALL, defaults())));
        switch (setting.group(3)) {
            case "metrics/enabled" -> fields.put("metricsEnabled", flag(patch));
            case "logging/loglevel" -> fields.put("loggingLevel", level(patch.text()));
            case "logging/dataTrace" -> fields.put("dataTraceEnabled", flag(patch));
            case "throttling/burstLimit" -> fields.put("throttlingBurstLimit", unset(patch) ? -1 : patch.whole());
            case "throttling/rateLimit" -> fields.put("throttlingRateLimit", unset(patch) ? -1.0 : patch.number());
            case "caching/enabled" -> fields.put("cachingEnabled", flag(patch));
            case "caching/ttlInSeconds" -> fields.put("cacheTtlInSeconds", patch.whole());
            case "caching/dataEncrypted" -> fields.put("cacheDataEncrypted", flag(patch));
            case "caching/requireAuthorizationForCacheControl" ->
                fields.put("requireAuthorizationForCacheControl", flag(patch));
            default -> fields.put("unauthorizedCacheControlHeaderStrategy", patch.text());
        }
        entries.put(key, fields);
        return true;
    }

    /** Terraform's way to say that a stage sets no limit. */
    private static boolean unset(Patch patch) {
        return patch.text().matches("-1(\\.0+)?");
    }

    private static Boolean flag(Patch patch) {
        return Boolean.parseBoolean(patch.text());
    }

    private String level(String level) {
        if (!LEVELS.contains(level)) {
            throw GatewayCall.bad("Invalid logging level specified. Must be one of: [OFF, ERROR, INFO]");
        }
        if (!level.equals("OFF") && !mayLog) {
            throw AccessLogPatch.noRole();
        }
        return level;
    }

    /** What AWS fills in beside a field; it leaves the level of logs out until somebody sets it. */
    private static Map<String, Object> defaults() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("metricsEnabled", false);
        out.put("dataTraceEnabled", false);
        out.put("throttlingBurstLimit", 5000);
        out.put("throttlingRateLimit", 10000.0);
        out.put("cachingEnabled", false);
        out.put("cacheTtlInSeconds", 300);
        out.put("cacheDataEncrypted", false);
        out.put("requireAuthorizationForCacheControl", true);
        out.put("unauthorizedCacheControlHeaderStrategy", "SUCCEED_WITH_RESPONSE_HEADER");
        return out;
    }
}
