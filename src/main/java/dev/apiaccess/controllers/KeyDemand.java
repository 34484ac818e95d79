// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.PlanIntent.LimitedStage;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.world.StageMethods;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the methods that a rate limit speaks of demand an API key, as they are deployed: whoever calls without one is not limited.
 * A usage plan's rate and quota are for every method of its stages, so these are all of them. OPTIONS is for browsers, which ask
 * without a key before they call, and counts only where the rate limit names it.
 *
 * @param open methods that take calls without a key, 0 when all stages are known to have none
 * @param message begins with that number, from which it is read back
 */
record KeyDemand(int open, String message) {

    private static final int MOST_NAMES = 5;
    private static final Pattern OPEN = Pattern.compile("(\\d{1,6}) methods? .*");

    /**
     * What there is to say; empty while it is not known of all stages, and none of the others has such a method.
     *
     * @param deployed what a stage has deployed, empty when that is not known
     */
    static Optional<KeyDemand> of(List<LimitedStage> stages, Function<ApiStage, Optional<StageMethods>> deployed) {
        var open = 0;
        var named = 0;
        var names = new ArrayList<String>();
        var complete = true;
        for (var stage : stages) {
            var methods = deployed.apply(new ApiStage(stage.apiId(), stage.stage()));
            if (methods.isEmpty()) {
                complete = false;
                continue;
            }
            var found = open(stage, methods.get());
            var some = found.stream().limit(MOST_NAMES - named).toList();
            if (!some.isEmpty()) {
                names.add("apis[" + stage.name() + "] "
                        + some.stream()
                                .map(method -> method.verb() + " " + method.path())
                                .collect(Collectors.joining(", ")));
            }
            open += found.size();
            named += some.size();
        }
        if (open > 0) {
            return Optional.of(new KeyDemand(
                    open,
                    open + (open == 1 ? " method takes" : " methods take")
                            + " calls without an API key, which nothing here limits: set apiKeyRequired and deploy, unless"
                            + (open == 1 ? " it is" : " they are") + " open on purpose: " + String.join("; ", names)
                            + (open > named ? " and " + (open - named) + " more" : "")));
        }
        return complete
                ? Optional.of(new KeyDemand(0, "every deployed method but OPTIONS requires an API key"))
                : Optional.empty();
    }

    /** Those first that have a limit of their own: somebody thought of them. */
    private static List<MethodKey> open(LimitedStage stage, StageMethods methods) {
        var named = stage.methods().keySet();
        return methods.withoutKey().stream()
                .filter(method -> !method.verb().equals("OPTIONS") || named.contains(method))
                .sorted(Comparator.comparing((MethodKey method) -> !named.contains(method))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** What a status says of a generation, empty when it says nothing that this version would say. */
    static Optional<KeyDemand> told(List<Condition> conditions, @Nullable Long generation) {
        var found = Conditions.find(conditions, ConditionType.Effective)
                .filter(condition -> Objects.equals(condition.getObservedGeneration(), generation));
        return found.flatMap(condition -> {
            var message = String.valueOf(condition.getMessage());
            if ("True".equals(condition.getStatus())) {
                return Optional.of(new KeyDemand(0, message));
            }
            var number = OPEN.matcher(message);
            return number.matches()
                    ? Optional.of(new KeyDemand(Integer.parseInt(number.group(1)), message))
                    : Optional.empty();
        });
    }

    void tell(Conditions conditions) {
        if (open == 0) {
            conditions.isTrue(ConditionType.Effective, Reason.Effective, message);
        } else {
            conditions.isFalse(ConditionType.Effective, Reason.KeyNotRequired, message);
        }
    }

    /** For the summary of the rate limit, empty when there is nothing to say. */
    String text() {
        return switch (open) {
            case 0 -> "";
            case 1 -> "1 method needs no key";
            default -> open + " methods need no key";
        };
    }
}
