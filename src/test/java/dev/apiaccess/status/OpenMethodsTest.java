// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.intent.UsagePlanIntent.LimitedStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.testing.Deployments;
import dev.apiaccess.world.StageMethods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMethodsTest {

    /** Stages are joined by {@code &}; {@code ?} is one that was not read, {@code -} one in which every method requires a key. */
    @ParameterizedTest(name = "{0}, with limits of their own {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-                    |           | 0 |",
                "- & -                |           | 0 |",
                "?                    |           |   |",
                "- & ?                |           |   |",
                "GET /a               |           | 1 | apis[0] GET /a",
                "ANY /a,GET /         |           | 2 | apis[0] GET /, ANY /a",
                "GET /a & -           |           | 1 | apis[0] GET /a",
                "- & GET /a           |           | 1 | apis[1] GET /a",
                "GET /a & GET /a      |           | 2 | apis[0] GET /a; apis[1] GET /a",
                "? & GET /a           |           | 1 | apis[1] GET /a",
                "OPTIONS /a           |           | 0 |",
                "OPTIONS /a,GET /a    |           | 1 | apis[0] GET /a",
                "OPTIONS /a           | OPTIONS /a| 1 | apis[0] OPTIONS /a",
                "GET /a               | POST /a   | 1 | apis[0] GET /a",
                "GET /a,GET /b,PUT /c | PUT /c    | 3 | apis[0] PUT /c, GET /a, GET /b",
                "GET /a,GET /b,GET /c,GET /d,GET /e,GET /f      | | 6 | apis[0] GET /a, GET /b, GET /c, GET /d, GET /e and 1 more",
                "GET /a,GET /b,GET /c,GET /d & GET /e,GET /f    | | 6 | apis[0] GET /a, GET /b, GET /c, GET /d; apis[1] GET /e and 1 more",
                "GET /a,GET /b,GET /c,GET /d,GET /e & GET /f,GET /g | | 7 | apis[0] GET /a, GET /b, GET /c, GET /d, GET /e and 2 more",
            })
    void whatIsOpenIsCountedAndNamed(
            String open, @Nullable String limited, @Nullable Integer count, @Nullable String names) {
        var demand = demand(open, limited);

        assertThat(demand.map(OpenMethods::open)).isEqualTo(Optional.ofNullable(count));
        assertThat(demand.map(OpenMethods::names).orElse("")).isEqualTo(names == null ? "" : names);
    }

    private static Optional<OpenMethods> demand(String open, @Nullable String limited) {
        var stages = new ArrayList<LimitedStage>();
        var deployed = new HashMap<String, StageMethods>();
        for (var methods : open.split(" *& *", -1)) {
            var stage = "stage" + stages.size();
            stages.add(new LimitedStage(
                    "" + stages.size(),
                    "a1b2c3",
                    "orders",
                    stage,
                    methods(limited == null ? "-" : limited)
                            .collect(Collectors.toMap(Function.identity(), _ -> new Throttle(1, 1)))));
            if (!methods.equals("?")) {
                deployed.put(
                        stage,
                        Deployments.of(
                                "d1",
                                methods(methods).collect(Collectors.toSet()),
                                methods(methods).collect(Collectors.toSet())));
            }
        }
        return OpenMethods.of(stages, stage -> Optional.ofNullable(deployed.get(stage.stage())));
    }

    private static Stream<MethodKey> methods(String text) {
        return text.equals("-")
                ? Stream.empty()
                : Stream.of(text.split(",", -1))
                        .map(one -> one.split(" ", 2))
                        .map(one -> new MethodKey(one[1], one[0]));
    }
}
