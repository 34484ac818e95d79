// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.intent.UsagePlanIntent.LimitedStage;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.EditDistance;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.world.StageMethods;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Limits of methods that no stage has deployed so: API Gateway accepts them and applies them to nothing. It compares the resource's
 * path as it was declared, letter by letter, and the declared verb: a limit on GET says nothing of a method ANY, nor ANY of GET.
 *
 * @param count of such limits
 * @param names some of them, with what is declared instead
 */
record UnmatchedLimits(int count, String names) {

    private static final int MOST_NAMES = 5;
    private static final int MOST_VERBS = 7;
    private static final int CLOSE = 2;

    /** @param deployed what a stage has deployed, empty when that is not known */
    static UnmatchedLimits of(List<LimitedStage> stages, Function<ApiStage, Optional<StageMethods>> deployed) {
        var names = new ArrayList<String>();
        for (var stage : stages) {
            deployed.apply(new ApiStage(stage.apiId(), stage.stage()))
                    .ifPresent(methods -> stage.methods().keySet().stream()
                            .filter(limited -> !methods.deployed().contains(limited))
                            .sorted()
                            .forEach(limited -> names.add("apis[" + stage.name() + "] " + text(limited) + " ("
                                    + instead(limited, methods.deployed()) + ")")));
        }
        var more = names.size() - MOST_NAMES;
        return new UnmatchedLimits(
                names.size(),
                names.stream().limit(MOST_NAMES).collect(Collectors.joining("; "))
                        + (more > 0 ? " and " + more + " more" : ""));
    }

    /** The methods that may have been meant: of the same path, of one that differs in case or names, or of one much like it. */
    private static String instead(MethodKey limited, Set<MethodKey> deployed) {
        return nearest(limited.path(), deployed)
                .map(path -> "declared is "
                        + deployed.stream()
                                .filter(method -> method.path().equals(path))
                                .map(MethodKey::verb)
                                .sorted()
                                .limit(MOST_VERBS)
                                .collect(Collectors.joining("|"))
                        + " " + path)
                .orElse("no resource has a path like it");
    }

    private static Optional<String> nearest(String wanted, Set<MethodKey> deployed) {
        var paths = deployed.stream().map(MethodKey::path).distinct().sorted().toList();
        return paths.stream()
                .filter(wanted::equals)
                .findFirst()
                .or(() -> paths.stream()
                        .filter(path -> shape(path).equals(shape(wanted)))
                        .findFirst())
                .or(() -> EditDistance.nearest(wanted, paths, CLOSE));
    }

    /** A path but for case and the names of its parameters. */
    private static String shape(String path) {
        return path.toLowerCase(Locale.ROOT).replaceAll("\\{[^}]*\\+}", "{+}").replaceAll("\\{[^}+]*}", "{}");
    }

    private static String text(MethodKey method) {
        return method.verb() + " " + method.path();
    }
}
