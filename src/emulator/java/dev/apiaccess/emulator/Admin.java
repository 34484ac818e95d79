// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.control.CallLog;
import dev.apiaccess.emulator.control.Faults;
import dev.apiaccess.emulator.control.Limits;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.emulator.dataplane.DataPlane;
import dev.apiaccess.emulator.state.Account;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Credential;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The endpoint {@code /_admin/}: what no AWS has. Everything else is seeded over the wire. */
final class Admin {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Accounts accounts;
    private final Faults faults;
    private final Limits limits;
    private final CallLog log;
    private final ControlPlane control;
    private final DataPlane data;
    private final @Nullable String token;

    Admin(
            Accounts accounts,
            Faults faults,
            Limits limits,
            CallLog log,
            ControlPlane control,
            DataPlane data,
            @Nullable String token) {
        this.accounts = accounts;
        this.faults = faults;
        this.limits = limits;
        this.log = log;
        this.control = control;
        this.data = data;
        this.token = token;
    }

    WireResponse handle(WireRequest request) {
        if (!trusted(request)) {
            return problem(403, "X-Admin-Token is missing or wrong");
        }
        try {
            return switch (request.method() + " " + request.rawPath()) {
                case "POST /_admin/accounts" -> createAccount(request);
                case "POST /_admin/faults" -> addFault(request);
                case "GET /_admin/faults" -> listFaults();
                case "DELETE /_admin/faults" -> {
                    faults.clear(account(request));
                    yield WireResponse.empty(204);
                }
                case "GET /_admin/calls" -> calls(request);
                case "DELETE /_admin/calls" -> {
                    log.clear(account(request));
                    yield WireResponse.empty(204);
                }
                case "POST /_admin/reset" -> reset(request);
                case "PUT /_admin/authorizers" -> {
                    AuthorizerJson.put(accounts.authorizers(), JSON.readTree(request.bodyText()));
                    yield WireResponse.empty(204);
                }
                case "GET /_admin/authorizers" -> WireResponse.json(200, AuthorizerJson.asked(accounts.authorizers()));
                case "DELETE /_admin/authorizers" -> {
                    accounts.authorizers().clear();
                    yield WireResponse.empty(204);
                }
                case "PUT /_admin/organization" -> {
                    accounts.organizations()
                            .put(OrganizationSeed.read(JSON.readTree(request.bodyText()), accounts.now()));
                    yield WireResponse.empty(204);
                }
                case "DELETE /_admin/organization" -> {
                    accounts.organizations().clear();
                    yield WireResponse.empty(204);
                }
                case "PUT /_admin/apis" -> {
                    Surroundings.status(accounts, JSON.readTree(request.bodyText()));
                    yield WireResponse.empty(204);
                }
                case "PUT /_admin/stages" -> {
                    Surroundings.webAcl(accounts, JSON.readTree(request.bodyText()));
                    yield WireResponse.empty(204);
                }
                case "PUT /_admin/endpoints" -> {
                    Surroundings.endpoints(accounts, JSON.readTree(request.bodyText()));
                    yield WireResponse.empty(204);
                }
                case "DELETE /_admin/endpoints" -> {
                    accounts.networks().clear();
                    yield WireResponse.empty(204);
                }
                case "GET /_admin/settings" -> settings();
                case "PUT /_admin/settings" -> change(request);
                default -> problem(404, "there is no " + request.method() + " " + request.rawPath());
            };
        } catch (JsonProcessingException e) {
            return problem(400, "the body is not JSON");
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        }
    }

    private boolean trusted(WireRequest request) {
        if (token == null) {
            return true;
        }
        String sent = request.header("x-admin-token");
        return sent != null
                && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private static WireResponse problem(int status, String message) {
        return WireResponse.json(status, JsonNodeFactory.instance.objectNode().put("message", message));
    }

    private static String account(WireRequest request) {
        return request.query().get("account", "");
    }

    private WireResponse createAccount(WireRequest request) throws JsonProcessingException {
        String id = JSON.readTree(request.bodyText()).path("accountId").asText("");
        if (!id.matches("\\d{12}")) {
            throw new IllegalArgumentException("accountId must have twelve digits");
        }
        Credential root = accounts.create(id);
        return WireResponse.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("accountId", id)
                        .put("accessKeyId", root.accessKeyId())
                        .put("secretAccessKey", root.secret()));
    }

    private WireResponse addFault(WireRequest request) throws JsonProcessingException {
        faults.add(FaultJson.read(JSON.readTree(request.bodyText())));
        return WireResponse.empty(204);
    }

    private WireResponse listFaults() {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        faults.list().forEach(f -> out.add(f.toString()));
        return WireResponse.json(200, out);
    }

    private WireResponse calls(WireRequest request) {
        long since = Long.parseLong(request.query().get("since", "0"));
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (RecordedCall call : log.of(account(request), since)) {
            ObjectNode node = out.addObject()
                    .put("sequence", call.sequence())
                    .put("time", call.time().toString())
                    .put("account", call.account())
                    .put("region", call.region())
                    .put("service", call.service())
                    .put("operation", call.operation())
                    .put("principal", call.principal())
                    .put("write", call.write())
                    .put("happened", call.happened())
                    .put("status", call.status())
                    .put("error", call.error())
                    .put("target", call.target())
                    .put("requestId", call.requestId());
            ObjectNode parameters = node.putObject("parameters");
            call.parameters().forEach(parameters::put);
        }
        return WireResponse.json(200, out);
    }

    private WireResponse reset(WireRequest request) {
        Account account = accounts.account(account(request)).orElse(null);
        if (account == null) {
            return problem(404, "there is no account " + account(request));
        }
        accounts.reset(account);
        faults.clear(account.id());
        log.clear(account.id());
        return WireResponse.empty(204);
    }

    private WireResponse settings() {
        return WireResponse.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("limits", limits.enforced())
                        .put("timeDivisor", limits.timeDivisor())
                        .put("latencyMs", control.latency().toMillis())
                        .put("keySettleMs", data.keySettle().toMillis()));
    }

    private WireResponse change(WireRequest request) throws JsonProcessingException {
        JsonNode wanted = JSON.readTree(request.bodyText());
        double divisor = wanted.path("timeDivisor").asDouble(limits.timeDivisor());
        long latency = wanted.path("latencyMs").asLong(control.latency().toMillis());
        long settle = wanted.path("keySettleMs").asLong(data.keySettle().toMillis());
        if (!(divisor > 0) || latency < 0 || settle < 0) {
            throw new IllegalArgumentException("a positive timeDivisor and no negative times are wanted");
        }
        if (wanted.has("limits") || wanted.has("timeDivisor")) {
            limits.set(wanted.path("limits").asBoolean(limits.enforced()), divisor);
        }
        control.latency(Duration.ofMillis(latency));
        data.keySettle(Duration.ofMillis(settle));
        return settings();
    }
}
