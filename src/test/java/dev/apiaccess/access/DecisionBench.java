// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * How long what the commands run takes, in one thread, on an account of which every document was read: one decision as {@code can-i} makes it,
 * a million cells as {@code matrix} makes them, those of one caller anew, and everybody as {@code who-can} asks. {@code make bench} runs it and
 * holds it against bars; it is no test that {@code make test} runs.
 */
@State(Scope.Benchmark)
public class DecisionBench {

    private static final int CALLERS = 500;
    private static final int METHODS = 2_000;
    private static final int METHODS_OF_AN_API = 100;
    private static final int PRINCIPALS = 10_000;
    private static final int STATEMENTS = 20;
    private static final int PATTERNS = 400;
    private static final String ACCOUNT = "111111111111";

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<RestApi> apis = new ArrayList<>();
    /** Also keeps what was read of the documents. */
    private final List<Caller> callers = new ArrayList<>();

    private final List<Caller> many = new ArrayList<>();
    private final List<Inquiry> inquiries = new ArrayList<>();
    private Account account = account(List.of());
    private Account large = account(List.of());
    private int next;

    /** Part of them alone with {@code -Dapiaccess.bench=whoCan}. */
    @Test
    void measure() throws Exception {
        var directory = Files.createDirectories(Path.of("target/bench"));
        new Runner(new OptionsBuilder()
                        .include(DecisionBench.class.getName() + "\\." + System.getProperty("apiaccess.bench", ".*"))
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

    /**
     * A world in which each caller has {@value #STATEMENTS} statements of {@value #PATTERNS} patterns in all; every other method has a
     * parameter.
     */
    @Setup
    public void world() {
        for (var number = 0; number < METHODS / METHODS_OF_AN_API; number++) {
            var methods = new ArrayList<DeployedMethod>();
            for (var index = 0; index < METHODS_OF_AN_API; index++) {
                var path = "/area" + index % 8 + "/thing" + index + (index % 2 == 0 ? "" : "/{id}");
                methods.add(new DeployedMethod(path, "GET", DeployedMethod.AWS_IAM, false));
            }
            apis.add(new RestApi(
                    "eu-west-1",
                    id(number),
                    "api " + number,
                    false,
                    List.of(new RestApi.Stage("prod", methods, null, null, true))));
        }
        account = account(Stream.generate(this::document).limit(CALLERS).toList());
        callers.addAll(read(account));
        for (var api : apis) {
            inquiries.add(new Inquiry(account, api, api.stages().getFirst(), Terms.none()));
        }
        // Many principals share few documents, as managed policies are shared.
        var shared = Stream.generate(this::document).limit(PATTERNS).toList();
        large = account(Stream.generate(() -> shared.get(random.nextInt(PATTERNS)))
                .limit(PRINCIPALS)
                .toList());
        many.addAll(read(large));
    }

    private static List<Caller> read(Account account) {
        return account.identities().stream()
                .map(identity -> Caller.of(account, identity))
                .toList();
    }

    private static String id(int api) {
        return "api%07d".formatted(api);
    }

    private Account account(List<Document> documents) {
        var identities = new ArrayList<Identity>();
        for (var document : documents) {
            identities.add(identity(identities.size(), document));
        }
        return new Account("aws", ACCOUNT, identities, apis, List.of(), List.of());
    }

    private static Identity identity(int number, Document document) {
        return new Identity(
                Identity.Type.ROLE,
                "apps/service-" + number,
                List.of(Identity.Held.managed(Optional.empty(), document)),
                null);
    }

    private Document document() {
        var statements = new ArrayList<String>();
        for (var statement = 0; statement < STATEMENTS; statement++) {
            var pattern = random.nextInt(PATTERNS);
            var index = pattern % METHODS_OF_AN_API;
            var path = pattern % 3 == 0 ? "area" + index % 8 + "/*" : "area" + index % 8 + "/thing" + index + "*";
            statements.add("{\"Effect\":\"" + (random.nextInt(10) == 0 ? "Deny" : "Allow")
                    + "\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"arn:aws:execute-api:eu-west-1:" + ACCOUNT
                    + ":"
                    + id(pattern / (PATTERNS * METHODS_OF_AN_API / METHODS)) + "/prod/GET/" + path + "\"}");
        }
        return Document.ofIdentity(
                "policy " + random.nextInt(),
                "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}");
    }

    private Reply decide(int caller, int method) {
        var inquiry = inquiries.get(method / METHODS_OF_AN_API);
        var asked = inquiry.stage().methods().get(method % METHODS_OF_AN_API);
        return inquiry.can(callers.get(caller), asked.verb(), asked.path());
    }

    /** One decision after another, each about one call. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Reply decision() {
        next = (next + 7919) % (CALLERS * METHODS);
        // Those with an even number have no parameter.
        return decide(next / METHODS, next % METHODS / 2 * 2);
    }

    /** A million cells from nothing but the parsed policies. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int millionCells() {
        return yes(Survey.of(account, apis, Terms.none(), name -> name.startsWith("role/")));
    }

    /** The cells of a caller whose policy changed. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int changedPolicy() {
        var identities = new ArrayList<>(account.identities());
        identities.set(0, identity(0, document()));
        var changed = new Account("aws", ACCOUNT, identities, apis, List.of(), List.of());
        var name = identities.getFirst().spoken();
        return yes(Survey.of(changed, apis, Terms.none(), name::equals));
    }

    private static int yes(Survey survey) {
        var yes = 0;
        for (var row : survey.rows()) {
            var kinds = row.kinds();
            for (var column = 0; column < survey.columns().size(); column++) {
                yes += kinds.get(row.kind(column)).reply().extent() == Reply.Extent.YES ? 1 : 0;
            }
        }
        return yes;
    }

    /** A thousandth of the million cells by asking for each, to compare with. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int thousandCellsOneByOne() {
        var yes = 0;
        for (var cell = 0; cell < 1_000; cell++) {
            yes += decide(cell / METHODS_OF_AN_API, cell).extent() == Reply.Extent.YES ? 1 : 0;
        }
        return yes;
    }

    /** Everybody who can call one method. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long whoCan() {
        var api = apis.getFirst();
        return new Inquiry(large, api, api.stages().getFirst(), Terms.none())
                .whoCan("GET", "/area1/thing1/{id}").identities().stream()
                        .filter(asked -> asked.reply().extent() == Reply.Extent.YES)
                        .count();
    }
}
