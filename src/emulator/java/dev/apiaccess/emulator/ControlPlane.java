// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import dev.apiaccess.emulator.access.Authenticator;
import dev.apiaccess.emulator.access.Authorizer;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Caller;
import dev.apiaccess.emulator.control.CallLog;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.emulator.control.Faults;
import dev.apiaccess.emulator.control.Gate;
import dev.apiaccess.emulator.control.Limits;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.emulator.control.Redaction;
import dev.apiaccess.emulator.gateway.GatewayService;
import dev.apiaccess.emulator.identity.QueryService;
import dev.apiaccess.emulator.logs.LogService;
import dev.apiaccess.emulator.monitoring.MonitoringService;
import dev.apiaccess.emulator.organization.OrganizationService;
import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.wire.Authorization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes one control-plane call from the wire to its answer: who, how fast, what goes wrong, what happens. */
final class ControlPlane {
    private final Clock clock;
    private final QueryService iam;
    private final QueryService sts;
    private final GatewayService gateway;
    private final OrganizationService organizations = new OrganizationService();
    private final MonitoringService monitoring = new MonitoringService();
    private final LogService logs;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final Faults faults;
    private final Limits limits;
    private final CallLog log;
    private volatile Duration latency;

    ControlPlane(
            Clock clock,
            Accounts accounts,
            Authorizer authorizer,
            Authenticator authenticator,
            Faults faults,
            Limits limits,
            CallLog log,
            Duration latency) {
        this.clock = clock;
        this.authorizer = authorizer;
        this.authenticator = authenticator;
        this.faults = faults;
        this.limits = limits;
        this.log = log;
        this.latency = latency;
        iam = QueryService.iam(accounts);
        sts = QueryService.sts(accounts);
        gateway = new GatewayService(accounts);
        logs = new LogService(accounts.logs());
    }

    void latency(Duration by) {
        latency = by;
    }

    Duration latency() {
        return latency;
    }

    /** What is known of a call while it runs, for the record. */
    private static final class Trace {
        String service = "";
        String region = "";
        String operation = "";

        boolean happened;

        @Nullable
        Caller caller;
    }

    /** The answer, or null when the connection is to be dropped. */
    @Nullable
    WireResponse handle(WireRequest request) throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        Trace trace = new Trace();
        @Nullable String error = null;
        @Nullable WireResponse answer;
        try {
            answer = answer(request, requestId, trace);
        } catch (AwsError e) {
            error = e.code();
            answer = switch (trace.service) {
                case "iam" -> iam.error(e, requestId);
                case "sts" -> sts.error(e, requestId);
                case "organizations" -> OrganizationService.error(e);
                case "monitoring" -> monitoring.error(e, request, requestId);
                case "logs" -> LogService.error(e);
                default -> GatewayService.error(e);
            };
        }
        record(request, requestId, trace, answer == null ? 0 : answer.status(), error);
        return answer == null ? null : answer.with("x-amzn-RequestId", requestId);
    }

    private @Nullable WireResponse answer(WireRequest request, String requestId, Trace trace)
            throws InterruptedException {
        @Nullable Authorization claim = Authorization.of(request);
        trace.service = claim == null ? guess(request) : claim.service();
        if (claim == null) {
            throw new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        trace.region = claim.region();
        trace.operation = switch (trace.service) {
            case "iam", "sts" -> request.form().get("Action", "");
            case "apigateway" -> gateway.operation(request);
            case "organizations" -> organizations.operation(request);
            case "monitoring" -> monitoring.operation(request);
            case "logs" -> logs.operation(request);
            default -> throw new AwsError(404, "UnknownService", "The service '" + trace.service + "' is not emulated");
        };
        Caller caller = authenticator.authenticate(request, claim);
        trace.caller = caller;
        String account = caller.account().id();
        List<Effect> effects = faults.fire(account, trace.service, trace.operation);
        pause(latency);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Delay(Duration by)) {
                pause(by);
            }
        }
        limits.check(account, trace.region, trace.service, trace.operation, writes(trace));
        for (Effect effect : effects) {
            if (effect instanceof Effect.Before(int status, String code, String message)) {
                throw new AwsError(status, code, message);
            }
            if (effect instanceof Effect.Drop(boolean happens) && !happens) {
                return null;
            }
            if (effect instanceof Effect.Hold(boolean happens, Gate gate) && !happens) {
                gate.pass();
                return null;
            }
        }
        WireResponse answer = caller.account().locked(() -> run(request, requestId, trace, caller, effects));
        trace.happened = true;
        for (Effect effect : effects) {
            if (effect instanceof Effect.After(int status, String code, String message)) {
                throw new AwsError(status, code, message);
            }
            if (effect instanceof Effect.Drop) {
                return null;
            }
            if (effect instanceof Effect.Hold(var _, Gate gate)) {
                gate.pass();
                return null;
            }
        }
        return answer;
    }

    private WireResponse run(WireRequest request, String requestId, Trace trace, Caller caller, List<Effect> effects) {
        Account account = caller.account();
        Instant now = clock.instant();
        Account.View view = account.now(trace.region);
        if (writes(trace)) {
            Duration lag = faults.lag(account.id());
            if (lag.isPositive()) {
                account.keep(now, lag);
            }
        } else {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Stale(Duration lag)) {
                    view = account.at(now.minus(lag), trace.region);
                }
            }
        }
        account.now(trace.region)
                .gateway()
                .usage()
                .onlyRaises(effects.stream().anyMatch(Effect.OnlyRaises.class::isInstance));
        Call call = new Call(request, caller, trace.region, view, now, authorizer);
        return switch (trace.service) {
            case "iam" -> iam.handle(call, trace.operation, requestId);
            case "sts" -> sts.handle(call, trace.operation, requestId);
            case "organizations" -> organizations.handle(call, trace.operation);
            case "monitoring" -> monitoring.handle(call, trace.operation, requestId);
            case "logs" -> logs.handle(call, trace.operation);
            default -> gateway.handle(call);
        };
    }

    private static String guess(WireRequest request) {
        String action = request.form().get("Action");
        if (action != null) {
            return action.startsWith("GetCallerIdentity") || action.startsWith("AssumeRole") ? "sts" : "iam";
        }
        return request.header("x-amz-target") == null ? "apigateway" : "organizations";
    }

    private static boolean writes(Trace trace) {
        return !trace.service.equals("sts")
                && !trace.service.equals("organizations")
                && !trace.service.equals("logs")
                && !trace.operation.startsWith("Simulate")
                && !trace.operation.startsWith("TestInvoke")
                && !trace.operation.startsWith("Get")
                && !trace.operation.startsWith("Describe")
                && !trace.operation.startsWith("List");
    }

    private static void pause(Duration by) throws InterruptedException {
        if (by.isPositive()) {
            Thread.sleep(by);
        }
    }

    private void record(WireRequest request, String requestId, Trace trace, int status, @Nullable String error) {
        Caller caller = trace.caller;
        log.add(sequence -> new RecordedCall(
                sequence,
                clock.instant(),
                caller == null ? "" : caller.account().id(),
                trace.region,
                trace.service,
                trace.operation,
                caller == null ? "anonymous" : caller.arn(),
                writes(trace),
                trace.happened,
                status,
                error,
                request.method() + " " + request.rawPath(),
                requestId,
                parameters(request, trace.service)));
    }

    private Map<String, String> parameters(WireRequest request, String service) {
        return switch (service) {
            case "iam", "sts" -> Redaction.form(request);
            case "monitoring" -> monitoring.parameters(request);
            default -> Redaction.rest(request);
        };
    }

    /** What is there, by service. */
    SortedMap<String, SortedSet<String>> operations() {
        return new TreeMap<>(Map.of(
                "apigateway", gateway.operations(),
                "iam", iam.operations(),
                "sts", sts.operations(),
                "organizations", organizations.operations(),
                "monitoring", monitoring.operations(),
                "logs", logs.operations()));
    }
}
