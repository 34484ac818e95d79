// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.emulator.Emulator;
import dev.apiaccess.emulator.EmulatorOptions;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.sweep.ApiReading;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.Op;

/** One API in an emulated account: an executor works on it, and so do others. */
final class ApiBench implements AutoCloseable {

    static final String STAGE = "prod";

    /** Others, who do as they like. */
    final ApiGatewayClient others;

    final Emulator emulator;
    final UnitKey.RestApiUnit unit;
    final String orders;

    /** Called with the name of each method of the port before it is called. */
    volatile Consumer<String> before = _ -> {};

    /** What is answered to a write of the resource policy, given what the emulator answers. */
    volatile UnaryOperator<ListedApi> written = UnaryOperator.identity();

    private final Shifted clock = new Shifted();
    private final SdkAwsConnector connector;
    private final AwsConnector.AwsAccess access;
    private ExecBench bench;

    /** Time that goes on by itself, and further when told to: deployments bear whole seconds. */
    private static final class Shifted extends Clock {
        private volatile Duration by = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }
    }

    /** An API with {@code GET} and {@code POST} on {@code /orders}, deployed by others. */
    ApiBench() throws InterruptedException {
        emulator = Emulator.start(EmulatorOptions.forTests().withClock(clock));
        var root = emulator.createAccount(FakeAws.ACCOUNT);
        var credentials = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(root.accessKeyId(), root.secretAccessKey()));
        others = ApiGatewayClient.builder()
                .region(Region.of(FakeAws.REGION))
                .endpointOverride(emulator.endpoint())
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
        connector = new SdkAwsConnector(new ClientSettings(
                emulator.endpoint(),
                FakeAws.REGION,
                credentials,
                8,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(25)));
        access = connector.open(new AwsConnector.Settings("main", null, null));
        var id = others.createRestApi(r -> r.name("orders")).id();
        unit = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, id);
        var parent =
                others.getResources(r -> r.restApiId(id)).items().getFirst().id();
        orders = others.createResource(r -> r.restApiId(id).parentId(parent).pathPart("orders"))
                .id();
        method("GET", "NONE");
        method("POST", "AWS_IAM");
        others.createDeployment(r -> r.restApiId(id).stageName(STAGE));
        bench = started();
    }

    private void method(String verb, String authorization) {
        others.putMethod(r ->
                r.restApiId(unit.apiId()).resourceId(orders).httpMethod(verb).authorizationType(authorization));
        others.putIntegration(r ->
                r.restApiId(unit.apiId()).resourceId(orders).httpMethod(verb).type(IntegrationType.MOCK));
    }

    private ExecBench started() throws InterruptedException {
        clock.by = clock.by.plusSeconds(2);
        // One deployment a second: of two in one second nobody knows which came last.
        var next = new ExecBench(5, Duration.ofMinutes(2));
        next.accounts.opened(
                new Accounts.Account("main", FakeAws.ACCOUNT, "aws", List.of(FakeAws.REGION), watched(), 50));
        next.world.read(unit, read(next));
        return next;
    }

    private Observed.Api read(ExecBench next) throws InterruptedException {
        var account = next.accounts.reach(FakeAws.ACCOUNT).orElseThrow();
        return new Observed.Api(new ApiReading(next.accounts, Samples.NAMING)
                .read(account, unit, Caller.SWEEP, Optional.empty()).stream().toList());
    }

    /** What is there, read anew. */
    Observed.Api read() throws InterruptedException {
        return read(bench);
    }

    ExecBench bench() {
        return bench;
    }

    /** Reads everything anew, as a sweep does. */
    void sweep() throws InterruptedException {
        clock.by = clock.by.plusSeconds(2);
        bench.world.read(unit, read());
    }

    /** Begins again with nothing in memory. */
    void restart() throws InterruptedException {
        bench.close();
        bench = started();
    }

    /** Works until it is so. */
    void bring(Desired wanted) {
        bench.submit(wanted, Priority.USER_CHANGE);
        bench.awaitOutcome(unit, Outcome.Done.class);
        bench.awaitIdle();
    }

    /** Runs once, right before the executor calls a method of the port. */
    void once(String method, Runnable edit) {
        var done = new AtomicBoolean();
        before = name -> {
            if (name.equals(method) && !done.getAndSet(true)) {
                edit.run();
            }
        };
    }

    /** Somebody changes what a method asks for. */
    void authorize(String verb, String authorization) {
        others.updateMethod(r -> r.restApiId(unit.apiId())
                .resourceId(orders)
                .httpMethod(verb)
                .patchOperations(
                        p -> p.op(Op.REPLACE).path("/authorizationType").value(authorization)));
    }

    /** Somebody writes the resource policy. */
    void policy(String document) {
        others.updateRestApi(r -> r.restApiId(unit.apiId())
                .patchOperations(p -> p.op(Op.REPLACE).path("/policy").value(document)));
    }

    /** Somebody deploys. */
    void deploy() {
        clock.by = clock.by.plusSeconds(2);
        others.createDeployment(r -> r.restApiId(unit.apiId()).stageName(STAGE));
        clock.by = clock.by.plusSeconds(2);
    }

    /** What a method of the stage asks for, as others see it. */
    String served(String verb) {
        var stage = others.getStage(r -> r.restApiId(unit.apiId()).stageName(STAGE));
        var deployment = others.getDeployment(r ->
                r.restApiId(unit.apiId()).deploymentId(stage.deploymentId()).embed("apisummary"));
        return Objects.requireNonNull(
                        Objects.requireNonNull(deployment.apiSummary().get("/orders"))
                                .get(verb))
                .authorizationType();
    }

    /** A Deny for who calls the stage from elsewhere. */
    static Statement fence(ApiBench api, String sid) {
        return Statement.of(
                        sid,
                        Effect.DENY,
                        ActionSet.of(ExecuteApi.INVOKE),
                        ResourceSet.of("arn:aws:execute-api:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":"
                                + api.unit.apiId() + "/" + STAGE + "/*"),
                        List.of(Condition.of("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")))
                .withPrincipals(PrincipalSet.everyone());
    }

    /** Operations that changed something in the account, also those of others, in order. */
    List<String> writes() {
        return emulator.calls(FakeAws.ACCOUNT).stream()
                .filter(RecordedCall::write)
                .map(RecordedCall::operation)
                .toList();
    }

    private AwsConnector.AwsAccess watched() {
        return (AwsConnector.AwsAccess) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AwsConnector.AwsAccess.class}, (_, method, arguments) -> {
                    if (method.getName().equals("gateway")) {
                        return gateway(access.gateway((String) arguments[0]));
                    }
                    return called(method, access, arguments);
                });
    }

    private GatewayPort gateway(GatewayPort port) {
        return (GatewayPort) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {GatewayPort.class}, (_, method, arguments) -> {
                    before.accept(method.getName());
                    var answer = called(method, port, arguments);
                    return method.getName().equals("updateRestApi") && answer instanceof ListedApi listed
                            ? written.apply(listed)
                            : answer;
                });
    }

    private static @Nullable Object called(Method method, Object on, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    @Override
    public void close() {
        bench.close();
        others.close();
        connector.close();
        emulator.close();
    }
}
