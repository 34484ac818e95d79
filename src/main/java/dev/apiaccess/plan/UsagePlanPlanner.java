// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans a usage plan: created complete in one call, every later change in one patch. */
final class UsagePlanPlanner {

    private UsagePlanPlanner() {}

    static Plan plan(Desired.Plan desired, Observed.Plan observed) {
        return observed.first()
                .map(existing -> update(existing, desired))
                .orElseGet(() -> new Plan(
                        List.of(new UsagePlanChange.CreateUsagePlan(desired.plan(), desired.tags())),
                        List.of(new Difference(
                                "", "usagePlan", "not there", desired.plan().name()))));
    }

    /** AWS deletes no plan that has stages: they are taken out first, which costs one of the rare updates. */
    static Plan delete(Observed.Plan observed) {
        var changes = new ArrayList<Change>();
        for (var existing : observed.existing()) {
            var plan = existing.plan();
            if (!plan.stages().isEmpty()) {
                var without =
                        new UsagePlan(plan.name(), plan.description(), plan.throttle(), plan.quota(), new TreeMap<>());
                changes.add(new UsagePlanChange.UpdateUsagePlan(
                        existing.id(), without, patch(plan, without), true, differences(plan, without)));
            }
            changes.add(new UsagePlanChange.DeleteUsagePlan(existing.id()));
        }
        return new Plan(
                changes, changes.isEmpty() ? List.of() : List.of(new Difference("", "usagePlan", "there", "gone")));
    }

    private static Plan update(ExistingPlan existing, Desired.Plan desired) {
        var found = existing.plan();
        var wanted = asFound(desired.plan(), found);
        var changes = new ArrayList<Change>();
        var lines = new ArrayList<Difference>();
        var operations = patch(found, wanted);
        if (!operations.isEmpty()) {
            var fields = differences(found, wanted);
            changes.add(new UsagePlanChange.UpdateUsagePlan(
                    existing.id(), wanted, operations, tighter(found, wanted), fields));
            lines.addAll(fields);
        }
        var tags = Tags.differences(existing.tags(), desired.tags());
        if (!tags.isEmpty() && !Tags.ofAnother(existing.tags(), desired.tags())) {
            changes.add(new UsagePlanChange.TagUsagePlan(existing.id(), desired.tags()));
            lines.addAll(tags);
        }
        return new Plan(changes, lines);
    }

    /** The desired plan, with rates as AWS has them where they differ only by rounding. */
    private static UsagePlan asFound(UsagePlan wanted, UsagePlan found) {
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        wanted.stages().forEach((stage, methods) -> {
            var there = found.stages().getOrDefault(stage, new TreeMap<>());
            var same = new TreeMap<MethodKey, Throttle>();
            methods.forEach((method, limit) ->
                    same.put(method, Objects.requireNonNull(asFound(limit, there.getOrDefault(method, limit)))));
            stages.put(stage, same);
        });
        return new UsagePlan(
                wanted.name(),
                wanted.description(),
                asFound(wanted.throttle(), found.throttle()),
                wanted.quota(),
                stages);
    }

    private static @Nullable Throttle asFound(@Nullable Throttle wanted, @Nullable Throttle found) {
        return wanted != null && found != null && wanted.alike(found) ? found : wanted;
    }

    private static List<PatchOperation> patch(UsagePlan found, UsagePlan wanted) {
        var operations = new ArrayList<PatchOperation>();
        if (!found.name().equals(wanted.name())) {
            operations.add(new PatchOperation("replace", "/name", wanted.name()));
        }
        if (!found.description().equals(wanted.description())) {
            operations.add(new PatchOperation("replace", "/description", wanted.description()));
        }
        var throttle = wanted.throttle();
        if (!Objects.equals(found.throttle(), throttle)) {
            if (throttle == null) {
                operations.add(new PatchOperation("remove", "/throttle", null));
            } else {
                operations.add(new PatchOperation("replace", "/throttle/rateLimit", number(throttle.rateLimit())));
                operations.add(new PatchOperation("replace", "/throttle/burstLimit", "" + throttle.burstLimit()));
            }
        }
        var quota = wanted.quota();
        if (!Objects.equals(found.quota(), quota)) {
            if (quota == null) {
                operations.add(new PatchOperation("remove", "/quota", null));
            } else {
                operations.add(new PatchOperation("replace", "/quota/limit", "" + quota.limit()));
                if (offset(found.quota()) != quota.offset()) {
                    // Before the period: AWS refuses a period that the offset does not fit.
                    operations.add(new PatchOperation("replace", "/quota/offset", "" + quota.offset()));
                }
                operations.add(new PatchOperation(
                        "replace", "/quota/period", quota.period().name()));
            }
        }
        found.stages().keySet().stream()
                .filter(stage -> !wanted.stages().containsKey(stage))
                .forEach(stage -> operations.add(new PatchOperation("remove", "/apiStages", stage.text())));
        wanted.stages().forEach((stage, methods) -> {
            if (!found.stages().containsKey(stage)) {
                operations.add(new PatchOperation("add", "/apiStages", stage.text()));
            }
            methodLimits(stage, found.stages().getOrDefault(stage, new TreeMap<>()), methods, operations);
        });
        return List.copyOf(operations);
    }

    /** The limits of a stage's methods go as one map: whole state, and no escaping of paths. */
    private static void methodLimits(
            ApiStage stage,
            SortedMap<MethodKey, Throttle> found,
            SortedMap<MethodKey, Throttle> wanted,
            List<PatchOperation> operations) {
        if (found.equals(wanted)) {
            return;
        }
        var path = "/apiStages/" + stage.text() + "/throttle";
        if (!found.isEmpty()) {
            operations.add(new PatchOperation("remove", path, null));
        }
        if (!wanted.isEmpty()) {
            var entries = new ArrayList<String>();
            wanted.forEach((method, limit) -> entries.add("\"" + method.text() + "\":{\"rateLimit\":"
                    + number(limit.rateLimit()) + ",\"burstLimit\":" + limit.burstLimit() + "}"));
            operations.add(new PatchOperation("replace", path, "{" + String.join(",", entries) + "}"));
        }
    }

    /** A line for each field that differs. */
    static List<Difference> differences(UsagePlan found, UsagePlan wanted) {
        var lines = new ArrayList<Difference>();
        compare(lines, "name", found.name(), wanted.name());
        compare(lines, "description", found.description(), wanted.description());
        compare(lines, "throttle.rateLimit", rate(found.throttle()), rate(wanted.throttle()));
        compare(lines, "throttle.burstLimit", burst(found.throttle()), burst(wanted.throttle()));
        compare(lines, "quota", quota(found.quota()), quota(wanted.quota()));
        if (wanted.quota() != null) {
            compare(lines, "quota.offset", "" + offset(found.quota()), "" + offset(wanted.quota()));
        }
        compare(lines, "apiStages", stages(found), stages(wanted));
        for (Map.Entry<ApiStage, SortedMap<MethodKey, Throttle>> entry :
                wanted.stages().entrySet()) {
            var before = found.stages().get(entry.getKey());
            if (before != null) {
                compare(
                        lines,
                        "apiStages[" + entry.getKey().text() + "].throttle",
                        methods(before),
                        methods(entry.getValue()));
            }
        }
        return lines;
    }

    private static void compare(List<Difference> lines, String field, String found, String wanted) {
        if (!found.equals(wanted)) {
            lines.add(new Difference("", field, found, wanted));
        }
    }

    private static boolean tighter(UsagePlan found, UsagePlan wanted) {
        return !wanted.stages().keySet().containsAll(found.stages().keySet())
                || tighter(found.throttle(), wanted.throttle())
                || tighter(found.quota(), wanted.quota())
                || found.stages().entrySet().stream()
                        .anyMatch(stage -> tighterMethods(
                                stage.getValue(),
                                found.throttle(),
                                wanted.stages().getOrDefault(stage.getKey(), new TreeMap<>()),
                                wanted.throttle()));
    }

    /** A method without a limit of its own has that of the plan. */
    private static boolean tighterMethods(
            SortedMap<MethodKey, Throttle> found,
            @Nullable Throttle foundPlan,
            SortedMap<MethodKey, Throttle> wanted,
            @Nullable Throttle wantedPlan) {
        return Stream.concat(found.keySet().stream(), wanted.keySet().stream())
                .anyMatch(method -> tighter(
                        found.containsKey(method) ? found.get(method) : foundPlan,
                        wanted.containsKey(method) ? wanted.get(method) : wantedPlan));
    }

    /** Whether some span of time admits fewer requests: one period, or a long time, with months at their longest. */
    private static boolean tighter(@Nullable Quota found, @Nullable Quota wanted) {
        return wanted != null
                && (found == null
                        || wanted.limit() < found.limit()
                        || (long) wanted.limit() * days(found) < (long) found.limit() * days(wanted));
    }

    private static int days(Quota quota) {
        return switch (quota.period()) {
            case DAY -> 1;
            case WEEK -> 7;
            case MONTH -> 31;
        };
    }

    private static boolean tighter(@Nullable Throttle found, @Nullable Throttle wanted) {
        return wanted != null
                && (found == null
                        || wanted.rateLimit() < found.rateLimit()
                        || wanted.burstLimit() < found.burstLimit());
    }

    private static String stages(UsagePlan plan) {
        return list(plan.stages().keySet().stream().map(ApiStage::text));
    }

    private static String methods(SortedMap<MethodKey, Throttle> limits) {
        return list(limits.entrySet().stream()
                .map(entry -> entry.getKey().text() + " " + rate(entry.getValue()) + " a second, burst "
                        + burst(entry.getValue())));
    }

    private static String list(Stream<String> items) {
        var text = items.collect(Collectors.joining("; "));
        return text.isEmpty() ? "none" : text;
    }

    private static String rate(@Nullable Throttle throttle) {
        return throttle == null ? "none" : number(throttle.rateLimit());
    }

    private static String burst(@Nullable Throttle throttle) {
        return throttle == null ? "none" : "" + throttle.burstLimit();
    }

    private static int offset(@Nullable Quota quota) {
        return quota == null ? 0 : quota.offset();
    }

    private static String quota(@Nullable Quota quota) {
        return quota == null
                ? "none"
                : quota.limit() + " a " + quota.period().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Without a trailing {@code .0}: some servers take whole numbers only. */
    static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
