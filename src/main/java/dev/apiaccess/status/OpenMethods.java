// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.intent.UsagePlanIntent.LimitedStage;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.world.StageMethods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether the methods that a rate limit covers demand an API key, as they are deployed: a call without one is not limited. A usage
 * plan's rate and quota are for every method of its stages, so these are all of them. OPTIONS is for browsers, which ask without a key
 * before they call, and counts only where the rate limit names it.
 *
 * @param open methods that take calls without a key, 0 when all stages are known to have none
 * @param names some of them, with what they are in
 */
record OpenMethods(int open, String names) {

    private static final int MOST_NAMES = 5;

    /**
     * The open methods; empty while that is not known of all stages, and none of the known ones has such a method.
     *
     * @param deployed what a stage has deployed, empty when that is not known
     */
    static Optional<OpenMethods> of(List<LimitedStage> stages, Function<ApiStage, Optional<StageMethods>> deployed) {
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
        return open > 0 || complete
                ? Optional.of(new OpenMethods(
                        open, String.join("; ", names) + (open > named ? " and " + (open - named) + " more" : "")))
                : Optional.empty();
    }

    /** Methods with a limit of their own come first: that limit was set on purpose. */
    private static List<MethodKey> open(LimitedStage stage, StageMethods methods) {
        var named = stage.methods().keySet();
        return methods.withoutKey().stream()
                .filter(method -> !method.verb().equals("OPTIONS") || named.contains(method))
                .sorted(Comparator.comparing((MethodKey method) -> !named.contains(method))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }
}
