// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.Authenticator;
import dev.apiaccess.emulator.access.Authorizer;
import dev.apiaccess.emulator.access.Caller;
import dev.apiaccess.emulator.control.CallLog;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.AuthorizerTable;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.Authorization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides like API Gateway about one request to a deployed stage: who may, with which key, how often. */
public final class DataPlane {
    private final Clock clock;
    private final Addresses addresses;
    private final Authenticator authenticator;
    private final PolicyCheck policies;
    private final AuthorizerCheck authorizers;
    private final CallLog log;
    private final Metering metering;
    private final AccessLog accessLog;
    private volatile Duration keySettle;

    /** A data plane over the given accounts. */
    public DataPlane(
            Clock clock,
            Accounts accounts,
            Authenticator authenticator,
            Authorizer authorizer,
            CallLog log,
            Duration keySettle) {
        this.clock = clock;
        this.authenticator = authenticator;
        this.log = log;
        this.keySettle = keySettle;
        addresses = new Addresses(accounts);
        policies = new PolicyCheck(clock, accounts, authorizer);
        authorizers = new AuthorizerCheck(clock, policies, accounts.authorizers());
        metering = new Metering(clock);
        accessLog = new AccessLog(accounts.logs());
    }

    /** How long a new key stays unknown here. */
    public Duration keySettle() {
        return keySettle;
    }

    /** Changes how long a new key stays unknown here. */
    public void keySettle(Duration other) {
        keySettle = other;
    }

    /** Whether a request is for this side. */
    public boolean concerns(WireRequest request) {
        return Addresses.concerns(request);
    }

    private static final class Trace {
        String account = "";
        String region = "";

        @Nullable
        Caller caller;

        Addresses.@Nullable Named named;

        @Nullable
        Target target;

        @Nullable
        String keyId;
    }

    /** The answer to one request. */
    public WireResponse handle(WireRequest request) {
        String requestId = UUID.randomUUID().toString();
        Trace trace = new Trace();
        @Nullable AwsError error = null;
        WireResponse answer;
        try {
            answer = answer(Callers.placed(request), trace);
        } catch (AwsError e) {
            error = e;
            answer = Refusal.write(e);
        }
        record(request, requestId, trace, answer.status(), error == null ? null : error.code());
        count(trace.named, answer.status());
        if (trace.target != null) {
            accessLog.write(
                    request,
                    trace.target,
                    new AccessLog.Outcome(
                            requestId, clock.instant(), trace.caller, trace.keyId, answer.status(), error));
        }
        return answer.with("x-amzn-RequestId", requestId);
    }

    private WireResponse answer(WireRequest request, Trace trace) {
        Target target = target(request, trace);
        trace.target = target;
        String authorization = target.found().method().authorization();
        AuthorizerTable.@Nullable Answer said = null;
        switch (authorization) {
            case "AWS_IAM" -> policies.require(request, target, caller(request, target, trace));
            case "NONE" -> {
                if (target.deployment().policy() != null) {
                    policies.require(request, target, null);
                }
            }
            default -> said = authorizers.require(request, target);
        }
        target.place().account().locked(() -> {
            meter(request, target, trace);
            return target;
        });
        ObjectNode out = JsonNodeFactory.instance
                .objectNode()
                .put("api", target.api().name())
                .put("stage", target.stage().name())
                .put("method", request.method())
                .put("path", target.path());
        if (said != null && said.principalId() != null) {
            ObjectNode authorizer = out.putObject("authorizer").put("principalId", said.principalId());
            said.context().forEach(authorizer::put);
        }
        return WireResponse.json(200, out);
    }

    private Target target(WireRequest request, Trace trace) {
        Accounts.Place place = addresses.place(request);
        trace.account = place.account().id();
        trace.region = place.region();
        Addresses.Named named = addresses.named(request, place);
        trace.named = named;
        return addresses.target(request, named);
    }

    /** CloudWatch sees every answer of a stage. */
    private void count(Addresses.@Nullable Named named, int status) {
        if (named != null) {
            Accounts.Place place = named.place();
            place.account()
                    .now(place.region())
                    .monitoring()
                    .metrics()
                    .count(named.api().name(), named.stage().name(), status, clock.instant());
        }
    }

    private Caller caller(WireRequest request, Target target, Trace trace) {
        Authorization claim = Authorization.of(request);
        if (claim == null) {
            throw Refusal.missingToken();
        }
        if (!claim.service().equals("execute-api")) {
            throw new AwsError(
                    403, "SignatureDoesNotMatch", "Credential should be scoped to correct service: 'execute-api'.");
        }
        if (!claim.region().equals(target.place().region())) {
            throw new AwsError(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region. ");
        }
        Caller caller = authenticator.authenticate(request, claim);
        trace.caller = caller;
        return caller;
    }

    private void meter(WireRequest request, Target target, Trace trace) {
        RestApi api = target.api();
        Stage stage = target.stage();
        String verb = target.found().method().verb();
        String resource = target.found().resource();
        if (!target.found().method().keyRequired()) {
            metering.stage(api.id(), stage, resource, verb);
            return;
        }
        GatewayState state =
                target.place().account().now(target.place().region()).gateway();
        String value = request.header("x-api-key");
        ApiKey key = value == null ? null : state.keyByValue(value).orElse(null);
        if (key == null || !key.enabled() || !settled(key.enabledSince())) {
            throw Refusal.forbidden();
        }
        trace.keyId = key.id();
        UsagePlan plan = state.plansOf(key.id()).stream()
                .filter(p -> p.stage(api.id(), stage.name()).isPresent())
                .filter(p -> settled(state.members(p.id()).getOrDefault(key.id(), Instant.MAX)))
                .findFirst()
                .orElseThrow(Refusal::forbidden);
        UsagePlan.PlanStage planStage = plan.stage(api.id(), stage.name()).orElseThrow(Refusal::forbidden);
        metering.plan(plan, planStage, key.id(), resource, verb);
        metering.stage(api.id(), stage, resource, verb);
        metering.quota(state, plan, key.id());
    }

    private boolean settled(Instant since) {
        return !since.isAfter(clock.instant().minus(keySettle));
    }

    private void record(WireRequest request, String requestId, Trace trace, int status, @Nullable String error) {
        log.add(sequence -> new RecordedCall(
                sequence,
                clock.instant(),
                trace.account,
                trace.region,
                "execute-api",
                "Invoke",
                trace.caller == null ? "anonymous" : trace.caller.arn(),
                false,
                error == null,
                status,
                error,
                request.method() + " " + request.rawPath(),
                requestId,
                request.header("x-api-key") == null ? Map.of() : Map.of("x-api-key", "***")));
    }
}
