// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.protect.StageWish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What of the settings of a stage has to change. API Gateway has entries: one for each method, and single ones, which hold instead of it. */
final class StageSettings {

    /** What API Gateway writes into a new entry beside the field that makes it. */
    private static final MethodSetting NEW =
            new MethodSetting(Optional.of(new Throttle(10_000, 5_000)), false, "OFF", false);

    /** No limit but the account's. */
    private static final String UNLIMITED = "-1";

    private static final String ACCESS_LOG = "/accessLogSettings";

    /**
     * The change of a stage.
     *
     * @param after what the stage shows afterwards
     * @param operations empty where nothing has to change
     * @param fields one line for each field that changes
     */
    record Edit(ShownStage after, List<PatchOperation> operations, List<Difference> fields) {
        Edit {
            operations = List.copyOf(operations);
            fields = List.copyOf(fields);
        }
    }

    private final String name;
    private final StageWish wish;
    private final SortedSet<MethodKey> withdrawn;
    private final MethodSetting ofStage;
    private final SortedMap<MethodKey, MethodSetting> settings;
    private final List<PatchOperation> operations = new ArrayList<>();
    private final List<Difference> fields = new ArrayList<>();

    private StageSettings(String name, ShownStage stage, StageWish wish) {
        this.name = name;
        this.wish = wish;
        withdrawn = wish.withdrawnOf(name);
        ofStage = stage.settings().getOrDefault(ShownStage.EACH_METHOD, NEW);
        settings = new TreeMap<>(stage.settings());
    }

    /** The change that brings a stage to what is wanted of it, but for its logs: these AWS may refuse, and nothing else waits for them. */
    static Edit withoutLogs(String name, ShownStage stage, StageWish wish) {
        return of(name, stage, wish.withoutLogs());
    }

    /** The change that brings a stage to what is wanted of it. */
    static Edit of(String name, ShownStage stage, StageWish wish) {
        if (wish.left().contains(name)) {
            return new Edit(stage, List.of(), List.of());
        }
        var change = new StageSettings(name, stage, wish);
        change.eachMethod();
        wish.methods().forEach((method, limit) -> change.set(method, Optional.of(limit)));
        change.withdrawn.stream()
                .filter(method -> !method.equals(ShownStage.EACH_METHOD)
                        && !method.equals(StageWish.ACCESS_LOG)
                        && !wish.methods().containsKey(method))
                .forEach(change::remove);
        var log = change.accessLog(stage.accessLog());
        return new Edit(stage.with(log, change.settings), change.operations, change.fields);
    }

    private void eachMethod() {
        if (wish.eachMethod().isPresent()
                || wish.metrics().isPresent()
                || wish.execution().isPresent()) {
            set(ShownStage.EACH_METHOD, wish.eachMethod());
        } else if (withdrawn.contains(ShownStage.EACH_METHOD)) {
            remove(ShownStage.EACH_METHOD);
        }
    }

    /** Sets an entry: its limit, and all that is declared for the stage, since an entry of a method hides that of the stage. */
    private void set(MethodKey method, Optional<Throttle> limit) {
        var before = settings.get(method);
        var isStage = method.equals(ShownStage.EACH_METHOD);
        // A new entry of a method takes over what the stage has.
        var from = before != null ? before : settings.getOrDefault(ShownStage.EACH_METHOD, NEW);
        var at = operations.size();
        limit.ifPresent(wanted -> throttle(method, before, wanted));
        wish.metrics()
                .ifPresent(wanted -> field(
                        method,
                        "metrics/enabled",
                        before == null ? off(isStage, "false") : "" + before.metrics(),
                        "" + wanted));
        wish.execution().ifPresent(wanted -> {
            field(method, "logging/loglevel", before == null ? off(isStage, "OFF") : before.logging(), wanted);
            field(
                    method,
                    "logging/dataTrace",
                    before == null ? off(isStage, "false") : "" + before.dataTrace(),
                    "false");
        });
        if (operations.size() > at) {
            settings.put(
                    method,
                    new MethodSetting(
                            limit.map(wanted -> asFound(wanted, from)).or(from::throttle),
                            wish.metrics().orElse(from.metrics()),
                            wish.execution().orElse(from.logging()),
                            wish.execution().isEmpty() && from.dataTrace(),
                            from.more()));
        }
    }

    /** What a stage without an entry does; of a method without one nothing is taken for granted. */
    private static @Nullable String off(boolean isStage, String value) {
        return isStage ? value : null;
    }

    /** A rate as API Gateway has it where it differs only by rounding. */
    private static Throttle asFound(Throttle wanted, MethodSetting found) {
        return found.throttle().filter(wanted::alike).orElse(wanted);
    }

    private void throttle(MethodKey method, @Nullable MethodSetting before, Throttle wanted) {
        var found = before == null ? Optional.<Throttle>empty() : before.throttle();
        if (found.filter(wanted::alike).isPresent()) {
            return;
        }
        var rate = UsagePlanPlanner.number(wanted.rateLimit());
        field(
                method,
                "throttling/rateLimit",
                found.map(one -> UsagePlanPlanner.number(one.rateLimit())).orElse(null),
                rate);
        field(
                method,
                "throttling/burstLimit",
                found.map(one -> "" + one.burstLimit()).orElse(null),
                "" + wanted.burstLimit());
    }

    private void field(MethodKey method, String setting, @Nullable String found, String wanted) {
        if (!wanted.equals(found)) {
            operations.add(new PatchOperation("replace", path(method) + "/" + setting, wanted));
            fields.add(new Difference(
                    "", place(method) + "." + setting.replace('/', '.'), found == null ? "not set" : found, wanted));
        }
    }

    /** Removes an entry; where others use it too, its limit alone. */
    private void remove(MethodKey method) {
        var found = settings.get(method);
        if (found == null) {
            return;
        }
        if (isOursAlone(method, found)) {
            settings.remove(method);
            operations.add(new PatchOperation("remove", path(method), null));
            fields.add(new Difference("", place(method), "set", "not set"));
        } else if (found.throttle().isPresent()) {
            settings.put(method, found.unlimited());
            operations.add(new PatchOperation("replace", path(method) + "/throttling/rateLimit", UNLIMITED));
            operations.add(new PatchOperation("replace", path(method) + "/throttling/burstLimit", UNLIMITED));
            fields.add(new Difference("", place(method) + ".throttling", "set", "not set"));
        }
    }

    /** Whether nothing is lost with an entry but what we may have declared: a method then follows its stage again. */
    private boolean isOursAlone(MethodKey method, MethodSetting found) {
        return method.equals(ShownStage.EACH_METHOD)
                ? !found.dataTrace() && found.more().isEmpty()
                : found.isLikeBesideLimit(NEW)
                        || found.isLikeBesideLimit(ofStage)
                        || found.isLikeBesideLimit(declared());
    }

    /** What we write into the entry of a method beside its limit. */
    private MethodSetting declared() {
        return new MethodSetting(
                Optional.empty(),
                wish.metrics().orElse(ofStage.metrics()),
                wish.execution().orElse(ofStage.logging()),
                wish.execution().isEmpty() && ofStage.dataTrace(),
                ofStage.more());
    }

    private Optional<ShownStage.AccessLog> accessLog(Optional<ShownStage.AccessLog> found) {
        var wanted = wish.accessLog();
        if (wanted.isPresent() && !wanted.equals(found)) {
            operations.add(new PatchOperation(
                    "replace", ACCESS_LOG + "/destinationArn", wanted.get().destination()));
            operations.add(new PatchOperation(
                    "replace", ACCESS_LOG + "/format", wanted.get().format()));
            fields.add(new Difference("", "stages[" + name + "].accessLog", log(found), log(wanted)));
            return wanted;
        }
        if (wanted.isEmpty() && withdrawn.contains(StageWish.ACCESS_LOG) && found.isPresent()) {
            operations.add(new PatchOperation("remove", ACCESS_LOG, null));
            fields.add(new Difference("", "stages[" + name + "].accessLog", log(found), "none"));
            return Optional.empty();
        }
        return found;
    }

    private static String log(Optional<ShownStage.AccessLog> log) {
        return log.map(one -> one.destination() + " as " + one.format()).orElse("none");
    }

    private String place(MethodKey method) {
        var text = method.equals(ShownStage.EACH_METHOD) ? "*/*" : method.verb() + " " + method.path();
        return "stages[" + name + "].settings[" + text + "]";
    }

    /** Paths of resources are parts of a JSON pointer. */
    private static String path(MethodKey method) {
        return method.equals(ShownStage.EACH_METHOD)
                ? "/*/*"
                : "/" + method.path().replace("~", "~0").replace("/", "~1") + "/" + method.verb();
    }
}
