// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.emulator.access.Authenticator;
import dev.apiaccess.emulator.access.Authorizer;
import dev.apiaccess.emulator.access.Caller;
import dev.apiaccess.emulator.access.RequestContext;
import dev.apiaccess.emulator.control.CallLog;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.Authorization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides like API Gateway about one request to a deployed stage: who may, with which key, how often. */
public final class DataPlane {
    private static final Pattern BY_PATH = Pattern.compile("/_api/([a-z0-9]+)/([A-Za-z0-9_-]+)(/.*)?");
    private static final Pattern BY_HOST = Pattern.compile("([a-z0-9]{10})\\.execute-api\\..+");
    private static final Pattern STAGE_AND_REST = Pattern.compile("/([A-Za-z0-9_-]+)(/.*)?");
    private final Clock clock;
    private final Accounts accounts;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final CallLog log;
    private final Metering metering;
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
        this.accounts = accounts;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.log = log;
        this.keySettle = keySettle;
        metering = new Metering(clock);
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
        String host = request.header("host");
        return request.rawPath().startsWith("/_api/")
                || (host != null && BY_HOST.matcher(host).matches());
    }

    /** What a request addresses. */
    private record Target(
            Accounts.Place place, RestApi api, Stage stage, Deployment deployment, Path.Found found, String path) {}

    private static final class Trace {
        String account = "";
        String region = "";

        @Nullable
        Caller caller;
    }

    /** The answer to one request. */
    public WireResponse handle(WireRequest request) {
        String requestId = UUID.randomUUID().toString();
        Trace trace = new Trace();
        @Nullable String error = null;
        WireResponse answer;
        try {
            answer = answer(request, trace);
        } catch (AwsError e) {
            error = e.code();
            answer = Refusal.write(e);
        }
        record(request, requestId, trace, answer.status(), error);
        return answer.with("x-amzn-RequestId", requestId);
    }

    private WireResponse answer(WireRequest request, Trace trace) {
        Target target = target(request, trace);
        String authorization = target.found().method().authorization();
        switch (authorization) {
            case "AWS_IAM" -> authorize(request, target, caller(request, target, trace));
            case "NONE" -> {
                if (target.deployment().policy() != null) {
                    authorize(request, target, null);
                }
            }
            default -> throw Refusal.unauthorized();
        }
        target.place().account().locked(() -> {
            meter(request, target);
            return target;
        });
        return WireResponse.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("api", target.api().name())
                        .put("stage", target.stage().name())
                        .put("method", request.method())
                        .put("path", target.path()));
    }

    private Target target(WireRequest request, Trace trace) {
        String apiId;
        Matcher rest;
        Matcher byPath = BY_PATH.matcher(request.rawPath());
        if (byPath.matches()) {
            apiId = byPath.group(1);
            rest = STAGE_AND_REST.matcher(request.rawPath().substring("/_api/".length() + apiId.length()));
        } else {
            Matcher byHost = BY_HOST.matcher(String.valueOf(request.header("host")));
            if (!byHost.matches()) {
                throw Refusal.forbidden();
            }
            apiId = byHost.group(1);
            rest = STAGE_AND_REST.matcher(request.rawPath());
        }
        Accounts.Place place = accounts.place(apiId).orElseThrow(Refusal::forbidden);
        trace.account = place.account().id();
        trace.region = place.region();
        if (!rest.matches()) {
            throw Refusal.forbidden();
        }
        String stageName = rest.group(1);
        String path = rest.group(2) == null ? "/" : rest.group(2);
        return place.account().locked(() -> {
            RestApi api = place.account().now(place.region()).gateway().apis().get(apiId);
            Stage stage = api == null ? null : api.stages().get(stageName);
            if (api == null || stage == null) {
                throw Refusal.forbidden();
            }
            Deployment deployment = api.deployments().get(stage.deploymentId());
            if (deployment == null) {
                throw Refusal.forbidden();
            }
            Path.Found found = Path.find(deployment, request.method(), path).orElseThrow(Refusal::missingToken);
            return new Target(place, api, stage, deployment, found, path);
        });
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

    private void authorize(WireRequest request, Target target, @Nullable Caller caller) {
        String account = target.place().account().id();
        String arn = ExecuteApi.requestArn(
                "aws",
                target.place().region(),
                account,
                target.api().id(),
                target.stage().name(),
                request.method(),
                target.path());
        Map<String, List<String>> context = RequestContext.of(request, caller, clock.instant());
        String text = target.deployment().policy();
        Attached document = text == null ? null : authorizer.document(text, PolicyKind.RESOURCE);
        Policies side = Policies.none()
                .withResource(document)
                .withResourceAccount(account)
                .withRule(
                        caller == null
                                ? Policies.ResourceRule.RESOURCE_MUST_ALLOW
                                : Policies.ResourceRule.EITHER_IN_ACCOUNT);
        Request question = new Request(ExecuteApi.INVOKE, arn, Authorizer.principal(caller), context);
        Decision decision = authorizer.decide(question, caller, side);
        if (!decision.allowed()) {
            String who = caller == null ? "anonymous" : caller.arn();
            String shown = arn.replace(":" + account + ":", ":********" + account.substring(8) + ":");
            throw Authorizer.denied(who, ExecuteApi.INVOKE, shown, decision, "short");
        }
    }

    private void meter(WireRequest request, Target target) {
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
