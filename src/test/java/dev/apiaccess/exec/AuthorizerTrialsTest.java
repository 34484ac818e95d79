// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of an authorizer right after it was made. */
@Timeout(60)
class AuthorizerTrialsTest {

    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final Authorizer CHECK = Authorizer.lambda(
            "check-aa0123456789",
            Authorizer.TOKEN,
            "arn:aws:lambda:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":function:check",
            "",
            List.of(),
            300);

    private final ExecBench bench = new ExecBench(1000, Duration.ZERO);
    private final AuthorizerTrials trials = new AuthorizerTrials(bench.accounts, bench.world);

    @BeforeEach
    void anApi() {
        bench.aws.gateway().api(UNIT.apiId(), "shop");
        bench.world.read(
                UNIT,
                new Observed.Api(List.of(new ExistingApi(
                        ListedApi.of(new RestApi(UNIT.apiId(), "shop")),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of(),
                        "",
                        Map.of()))));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void itIsKnownThatItAnswers() throws Exception {
        assertThat(made()).isEqualTo(new Trial.Answered());
        assertThat(bench.aws.calls().operations())
                .containsExactly(Operation.CREATE_AUTHORIZER, Operation.TEST_INVOKE_AUTHORIZER);
    }

    @Test
    void itIsKnownWhyItDoesNot() throws Exception {
        bench.aws.gateway().refuses(CHECK, true);

        assertThat(made())
                .isEqualTo(new Trial.Failed(
                        "Execution failed due to configuration error: Invalid permissions on Lambda function"));
    }

    /** It was made: what failed is the trial, which the next read makes. */
    @Test
    void aTrialThatCannotBeMadeNowLeavesItUntried() throws Exception {
        bench.aws.calls().failBefore(Operation.TEST_INVOKE_AUTHORIZER, Kind.UNAVAILABLE);

        assertThat(made()).isEqualTo(new Trial.Untried());
    }

    /** What the executor does: the call, what is known after it, the trial. */
    private Trial made() throws InterruptedException {
        var change = new RestApiChange.CreateAuthorizer(UNIT.apiId(), CHECK, List.of());
        var answer = RestApiCalls.make(bench.aws.gateway(), Samples.NAMING, change);
        bench.world.note(UNIT, Effects.after(observed(), change, answer));
        var made = ((Effects.Answer.Authorized) answer).authorizer();

        trials.attempt(bench.account("main"), UNIT, change, made, Caller.SWEEP);

        return ((Observed.Api) observed())
                .first().orElseThrow().authorizers().values().stream()
                        .map(ExistingAuthorizer::trial)
                        .findFirst()
                        .orElseThrow();
    }

    private Observed observed() {
        return ((View.Known) bench.world.view(UNIT)).observed();
    }
}
