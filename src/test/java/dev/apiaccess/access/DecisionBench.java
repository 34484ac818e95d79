// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long decisions take, in one thread: one at a time, a million of them, and those of one caller anew. {@code make bench} runs it and
 * holds it against bars; it is no test that {@code make test} runs.
 */
@State(Scope.Benchmark)
public class DecisionBench {

    private static final int CALLERS = 500;
    private static final int CALLS = 2_000;
    private static final int STATEMENTS = 20;
    private static final int PATTERNS = 400;
    private static final String ACCOUNT = "111111111111";

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Matrix.Column> columns = new ArrayList<>();
    private final List<Principal> callers = new ArrayList<>();
    private final List<Policies> policies = new ArrayList<>();
    private Access access = new Access(api(List.of()));
    private Matrix warm = new Matrix(List.of(), Map.of(), false, Question.Key.NOT_SAID);
    private int next;

    @Test
    void measure() throws Exception {
        var directory = Files.createDirectories(Path.of("target/bench"));
        new Runner(new OptionsBuilder()
                        .include(DecisionBench.class.getName())
                        .forks(0)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(2))
                        .resultFormat(ResultFormatType.JSON)
                        .result(directory.resolve("decisions.json").toString())
                        .build())
                .run();
    }

    /** A world in which each caller has {@value #STATEMENTS} statements of {@value #PATTERNS} patterns in all. */
    @Setup
    public void world() {
        var methods = new ArrayList<DeployedMethod>();
        for (var call = 0; call < CALLS; call++) {
            methods.add(
                    new DeployedMethod("/area" + call % 40 + "/thing" + call, "GET", DeployedMethod.AWS_IAM, false));
        }
        var api = api(methods);
        access = new Access(api);
        methods.forEach(method -> columns.add(new Matrix.Column(api, new Call("GET", method.path()))));
        for (var caller = 0; caller < CALLERS; caller++) {
            callers.add(new Principal.User(Arn.parse("arn:aws:iam::" + ACCOUNT + ":user/u" + caller)));
            policies.add(Policies.identity(document()));
        }
        warm = new Matrix(columns, Map.of(), false, Question.Key.NOT_SAID);
        for (var caller = 0; caller < CALLERS; caller++) {
            warm.row(callers.get(caller), policies.get(caller));
        }
    }

    private static DeployedApi api(List<DeployedMethod> methods) {
        return new DeployedApi("aws", "eu-west-1", ACCOUNT, "abc123def4", "prod", methods, null, null);
    }

    private PolicyDocument document() {
        var statements = new ArrayList<String>();
        for (var statement = 0; statement < STATEMENTS; statement++) {
            var pattern = random.nextInt(PATTERNS);
            var path = pattern % 2 == 0 ? "area" + pattern % 40 + "/*" : "area" + pattern % 40 + "/thing" + pattern;
            statements.add("{\"Effect\":\"" + (random.nextInt(10) == 0 ? "Deny" : "Allow")
                    + "\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"arn:aws:execute-api:eu-west-1:" + ACCOUNT
                    + ":abc123def4/prod/GET/" + path + "\"}");
        }
        return PolicyReader.read(
                "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}",
                PolicyKind.IDENTITY);
    }

    private Answer decide(int caller, int call) {
        return access.decide(
                new Question(callers.get(caller), columns.get(call).call(), Map.of(), false, Question.Key.NOT_SAID),
                policies.get(caller));
    }

    /** One decision after another. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Answer decision() {
        next = (next + 7919) % (CALLERS * CALLS);
        return decide(next / CALLS, next % CALLS);
    }

    /** A million cells from nothing but the parsed policies. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int millionCells() {
        var matrix = new Matrix(columns, Map.of(), false, Question.Key.NOT_SAID);
        var yes = 0;
        for (var caller = 0; caller < CALLERS; caller++) {
            yes += matrix.row(callers.get(caller), policies.get(caller)).yes().cardinality();
        }
        return yes;
    }

    /** The row of a caller whose policy changed. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int changedPolicy() {
        return warm.row(callers.getFirst(), Policies.identity(document())).yes().cardinality();
    }

    /** A thousandth of the million cells by asking for each, to compare with. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int thousandCellsOneByOne() {
        var yes = 0;
        for (var cell = 0; cell < 1_000; cell++) {
            yes += decide(cell % CALLERS, cell % CALLS).value() == Answer.Value.YES ? 1 : 0;
        }
        return yes;
    }
}
