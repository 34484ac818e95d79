// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a protection wants of the settings of its stages. What is empty is left as it is.
 *
 * @param eachMethod the limit of each method that has no settings of its own
 * @param methods limits of single methods
 * @param metrics whether detailed metrics are written
 * @param execution the execution log: {@code OFF}, {@code ERROR} or {@code INFO}; bodies are never logged where it is given
 * @param accessLog where each call is logged
 * @param withdrawn by stage, what the protection brought about there before and does not want any more; {@link ShownStage#EACH_METHOD} for
 *     the stage as a whole, {@link #ACCESS_LOG} for its log
 * @param left stages that are left as others made them
 */
public record StageWish(
        Optional<Throttle> eachMethod,
        SortedMap<MethodKey, Throttle> methods,
        Optional<Boolean> metrics,
        Optional<String> execution,
        Optional<ShownStage.AccessLog> accessLog,
        SortedMap<String, SortedSet<MethodKey>> withdrawn,
        SortedSet<String> left) {

    /** Stands for the access log among what is noted of a stage. */
    public static final MethodKey ACCESS_LOG = new MethodKey("/access-log", "LOG");

    /** Nothing of it is managed. */
    public static final StageWish NONE = new StageWish(
            Optional.empty(), new TreeMap<>(), Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());

    public StageWish {
        methods = new TreeMap<>(methods);
        withdrawn = new TreeMap<>(withdrawn);
        left = new TreeSet<>(left);
    }

    /** For every stage. */
    public StageWish(
            Optional<Throttle> eachMethod,
            SortedMap<MethodKey, Throttle> methods,
            Optional<Boolean> metrics,
            Optional<String> execution,
            Optional<ShownStage.AccessLog> accessLog,
            SortedMap<String, SortedSet<MethodKey>> withdrawn) {
        this(eachMethod, methods, metrics, execution, accessLog, withdrawn, new TreeSet<>());
    }

    /** The same but for some stages, which are left as others made them. */
    public StageWish leaving(Set<String> stages) {
        return new StageWish(eachMethod, methods, metrics, execution, accessLog, withdrawn, new TreeSet<>(stages));
    }

    /**
     * The same with what was brought about before and is not wanted any more.
     *
     * @param noted what the protection brought about, by stage
     * @param stages that it is about
     */
    public StageWish withdrawing(Map<String, Set<MethodKey>> noted, Set<String> stages) {
        var gone = new TreeMap<String, SortedSet<MethodKey>>();
        noted.forEach((stage, keys) -> {
            var unwanted = new TreeSet<>(keys);
            unwanted.removeIf(this::isWanted);
            if (stages.contains(stage) && !unwanted.isEmpty()) {
                gone.put(stage, unwanted);
            }
        });
        return new StageWish(eachMethod, methods, metrics, execution, accessLog, gone, left);
    }

    private boolean isWanted(MethodKey noted) {
        if (noted.equals(ACCESS_LOG)) {
            return accessLog.isPresent();
        }
        return noted.equals(ShownStage.EACH_METHOD)
                ? eachMethod.isPresent() || metrics.isPresent() || execution.isPresent()
                : methods.containsKey(noted);
    }

    /** What is withdrawn of a stage. */
    public SortedSet<MethodKey> withdrawnOf(String stage) {
        return withdrawn.getOrDefault(stage, new TreeSet<>());
    }

    /** The same without what writes logs. */
    public StageWish withoutLogs() {
        var others = new TreeMap<String, SortedSet<MethodKey>>();
        withdrawn.forEach((stage, keys) -> {
            var some = new TreeSet<>(keys);
            some.remove(ACCESS_LOG);
            others.put(stage, some);
        });
        return new StageWish(eachMethod, methods, metrics, Optional.empty(), Optional.empty(), others, left);
    }
}
