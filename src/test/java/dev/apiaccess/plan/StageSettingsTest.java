// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static dev.apiaccess.model.ShownStage.EACH_METHOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.protect.StageWish;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What exactly is sent for the settings of a stage. */
class StageSettingsTest {

    private static final MethodKey POST = new MethodKey("/orders/{id}", "POST");
    private static final MethodKey ROOT = new MethodKey("/", "GET");
    private static final MethodKey TILDE = new MethodKey("/~a", "GET");
    private static final Throttle FIVE_HUNDRED = new Throttle(500, 800);
    private static final Throttle FIFTY = new Throttle(50, 80);
    private static final ShownStage.AccessLog LOG =
            new ShownStage.AccessLog("arn:aws:logs:eu-west-1:111122223333:log-group:orders", "$context.requestId");

    @Test
    void aLimitForEachMethodMakesTheEntryOfTheStageWithWhatApiGatewayAdds() {
        var edit = StageSettings.of(
                "prod", ShownStage.of("d0"), Wish.NONE.each(FIVE_HUNDRED).wish());

        assertThat(operations(edit)).isEqualTo("""
                replace /*/*/throttling/rateLimit 500
                replace /*/*/throttling/burstLimit 800""");
        assertThat(fields(edit)).isEqualTo("""
                stages[prod].settings[*/*].throttling.rateLimit: not set (want 500)
                stages[prod].settings[*/*].throttling.burstLimit: not set (want 800)""");
        assertThat(edit.after().settings())
                .containsExactly(Map.entry(EACH_METHOD, setting(FIVE_HUNDRED, false, "OFF", false)));
    }

    @Test
    void whatIsDeclaredForTheStageIsWrittenIntoEachEntryOfAMethodToo() {
        var edit = StageSettings.of(
                "prod",
                ShownStage.of("d0"),
                Wish.NONE
                        .each(FIVE_HUNDRED)
                        .method(POST, FIFTY)
                        .logs(true, "ERROR")
                        .wish());

        assertThat(operations(edit)).isEqualTo("""
                replace /*/*/throttling/rateLimit 500
                replace /*/*/throttling/burstLimit 800
                replace /*/*/metrics/enabled true
                replace /*/*/logging/loglevel ERROR
                replace /~1orders~1{id}/POST/throttling/rateLimit 50
                replace /~1orders~1{id}/POST/throttling/burstLimit 80
                replace /~1orders~1{id}/POST/metrics/enabled true
                replace /~1orders~1{id}/POST/logging/loglevel ERROR
                replace /~1orders~1{id}/POST/logging/dataTrace false""");
        assertThat(edit.after().settings())
                .containsEntry(EACH_METHOD, setting(FIVE_HUNDRED, true, "ERROR", false))
                .containsEntry(POST, setting(FIFTY, true, "ERROR", false));
    }

    @Test
    void pathsAreWrittenAsPartsOfAPointer() {
        var edit = StageSettings.of(
                "prod",
                ShownStage.of("d0"),
                Wish.NONE.method(ROOT, FIFTY).method(TILDE, FIFTY).wish());

        assertThat(operations(edit))
                .contains("/~1/GET/throttling/rateLimit", "/~1~0a/GET/throttling/burstLimit")
                .doesNotContain("*/*");
    }

    @Test
    void whatNobodyDeclaredKeepsWhatItHad() {
        var found = with(Map.of(POST, setting(new Throttle(5, 5), true, "INFO", true)));

        var edit = StageSettings.of("prod", found, Wish.NONE.method(POST, FIFTY).wish());

        assertThat(edit.after().settings()).containsEntry(POST, setting(FIFTY, true, "INFO", true));
        assertThat(operations(edit)).doesNotContain("metrics", "logging");
    }

    @Test
    void bodiesAreNotLoggedWhereTheExecutionLogIsDeclared() {
        var found = with(Map.of(EACH_METHOD, setting(FIVE_HUNDRED, false, "ERROR", true)));

        var edit =
                StageSettings.of("prod", found, Wish.NONE.logs(false, "ERROR").wish());

        assertThat(operations(edit)).isEqualTo("replace /*/*/logging/dataTrace false");
        assertThat(fields(edit)).isEqualTo("stages[prod].settings[*/*].logging.dataTrace: true (want false)");
    }

    @Test
    void whatIsOffAnywayMakesNoEntry() {
        assertThat(operations(StageSettings.of(
                        "prod",
                        ShownStage.of("d0"),
                        Wish.NONE.logs(false, "OFF").wish())))
                .isEmpty();
    }

    @Test
    void whatIsThereIsLeftAloneAlsoWhereARateIsRounded() {
        var found = with(Map.of(
                        EACH_METHOD,
                        setting(new Throttle(500.0000000001, 800), true, "ERROR", false),
                        POST,
                        setting(FIFTY, true, "ERROR", false)))
                .with(
                        Optional.of(LOG),
                        new TreeMap<>(Map.of(
                                EACH_METHOD,
                                setting(new Throttle(500.0000000001, 800), true, "ERROR", false),
                                POST,
                                setting(FIFTY, true, "ERROR", false))));

        var edit = StageSettings.of(
                "prod",
                found,
                Wish.NONE
                        .each(FIVE_HUNDRED)
                        .method(POST, FIFTY)
                        .logs(true, "ERROR")
                        .log(LOG)
                        .wish());

        assertThat(edit.operations()).isEmpty();
        assertThat(edit.after()).isEqualTo(found);
    }

    @Test
    void whatIsWithdrawnGoesAsAWholeAndOnlyWhereItIs() {
        var found = with(Map.of(
                        EACH_METHOD,
                        setting(FIVE_HUNDRED, false, "OFF", false),
                        POST,
                        setting(FIFTY, false, "OFF", false)))
                .with(
                        Optional.of(LOG),
                        new TreeMap<>(Map.of(
                                EACH_METHOD,
                                setting(FIVE_HUNDRED, false, "OFF", false),
                                POST,
                                setting(FIFTY, false, "OFF", false))));

        var edit = StageSettings.of(
                "prod",
                found,
                Wish.NONE
                        .withdraws(EACH_METHOD, POST, ROOT, StageWish.ACCESS_LOG)
                        .wish());

        assertThat(operations(edit)).isEqualTo("""
                remove /*/*
                remove /~1orders~1{id}/POST
                remove /accessLogSettings""");
        assertThat(edit.after()).isEqualTo(ShownStage.of("d0"));
    }

    @Test
    void whatIsWithdrawnOfOneStageStaysInAnother() {
        var found = with(Map.of(POST, setting(FIFTY, false, "OFF", false)));

        assertThat(StageSettings.of("dev", found, Wish.NONE.withdraws(POST).wish()))
                .isEqualTo(new StageSettings.Edit(found, List.of(), List.of()));
    }

    @Test
    void anEntryThatOthersUseTooLosesItsLimitAlone() {
        var cached = new MethodSetting(Optional.of(FIFTY), false, "OFF", false, "caching");
        var found = with(Map.of(EACH_METHOD, cached, POST, setting(FIFTY, false, "INFO", false), ROOT, cached));

        var edit = StageSettings.of(
                "prod", found, Wish.NONE.withdraws(EACH_METHOD, POST, ROOT).wish());

        assertThat(operations(edit)).isEqualTo("""
                replace /*/*/throttling/rateLimit -1
                replace /*/*/throttling/burstLimit -1
                remove /~1/GET
                replace /~1orders~1{id}/POST/throttling/rateLimit -1
                replace /~1orders~1{id}/POST/throttling/burstLimit -1""");
        assertThat(edit.after().settings())
                .containsOnly(
                        Map.entry(EACH_METHOD, new MethodSetting(Optional.empty(), false, "OFF", false, "caching")),
                        Map.entry(POST, new MethodSetting(Optional.empty(), false, "INFO", false)));
        assertThat(StageSettings.of(
                                "prod",
                                edit.after(),
                                Wish.NONE.withdraws(EACH_METHOD, POST, ROOT).wish())
                        .operations())
                .isEmpty();
    }

    @Test
    void logsAreAChangeOfTheirOwn() {
        var wish = Wish.NONE.each(FIVE_HUNDRED).logs(true, "ERROR").log(LOG).wish();

        var first = StageSettings.withoutLogs("prod", ShownStage.of("d0"), wish);

        assertThat(operations(first)).doesNotContain("logging", "accessLog").contains("throttling", "metrics");
        assertThat(operations(StageSettings.of("prod", first.after(), wish))).isEqualTo("""
                replace /*/*/logging/loglevel ERROR
                replace /accessLogSettings/destinationArn arn:aws:logs:eu-west-1:111122223333:log-group:orders
                replace /accessLogSettings/format $context.requestId""");
    }

    @Test
    void anAccessLogIsWrittenWhole() {
        var edit =
                StageSettings.of("prod", ShownStage.of("d0"), Wish.NONE.log(LOG).wish());

        assertThat(operations(edit)).isEqualTo("""
                replace /accessLogSettings/destinationArn arn:aws:logs:eu-west-1:111122223333:log-group:orders
                replace /accessLogSettings/format $context.requestId""");
        assertThat(fields(edit))
                .isEqualTo("stages[prod].accessLog: none (want"
                        + " arn:aws:logs:eu-west-1:111122223333:log-group:orders as $context.requestId)");
        assertThat(edit.after().accessLog()).contains(LOG);
    }

    private record Wish(StageWish wish) {

        private static final Wish NONE = new Wish(StageWish.NONE);

        Wish each(Throttle limit) {
            return new Wish(new StageWish(
                    Optional.of(limit),
                    wish.methods(),
                    wish.metrics(),
                    wish.execution(),
                    wish.accessLog(),
                    wish.withdrawn()));
        }

        Wish method(MethodKey method, Throttle limit) {
            var methods = new TreeMap<>(wish.methods());
            methods.put(method, limit);
            return new Wish(new StageWish(
                    wish.eachMethod(), methods, wish.metrics(), wish.execution(), wish.accessLog(), wish.withdrawn()));
        }

        Wish logs(boolean metrics, String execution) {
            return new Wish(new StageWish(
                    wish.eachMethod(),
                    wish.methods(),
                    Optional.of(metrics),
                    Optional.of(execution),
                    wish.accessLog(),
                    wish.withdrawn()));
        }

        Wish log(ShownStage.AccessLog log) {
            return new Wish(new StageWish(
                    wish.eachMethod(),
                    wish.methods(),
                    wish.metrics(),
                    wish.execution(),
                    Optional.of(log),
                    wish.withdrawn()));
        }

        Wish withdraws(MethodKey... methods) {
            return new Wish(new StageWish(
                    wish.eachMethod(),
                    wish.methods(),
                    wish.metrics(),
                    wish.execution(),
                    wish.accessLog(),
                    new TreeMap<>(Map.of("prod", new TreeSet<>(Set.of(methods))))));
        }
    }

    private static ShownStage with(Map<MethodKey, MethodSetting> settings) {
        SortedMap<MethodKey, MethodSetting> sorted = new TreeMap<>(settings);
        return ShownStage.of("d0").with(Optional.empty(), sorted);
    }

    private static MethodSetting setting(Throttle limit, boolean metrics, String logging, boolean dataTrace) {
        return new MethodSetting(Optional.of(limit), metrics, logging, dataTrace);
    }

    private static String operations(StageSettings.Edit edit) {
        return edit.operations().stream()
                .map(one -> one.op() + " " + one.path() + (one.value() == null ? "" : " " + one.value()))
                .collect(Collectors.joining("\n"));
    }

    private static String fields(StageSettings.Edit edit) {
        return edit.fields().stream().map(Difference::text).collect(Collectors.joining("\n"));
    }
}
