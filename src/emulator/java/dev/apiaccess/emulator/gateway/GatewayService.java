// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;

/** The API Gateway control plane. */
public final class GatewayService {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Router router = new Router();

    /** Over the given accounts. */
    public GatewayService(Accounts accounts) {
        new ApiOperations(accounts).register(router);
        ResourceOperations.register(router);
        MethodOperations.register(router);
        AuthorizerOperations.register(router);
        new AuthorizerTrial(accounts.authorizers()).register(router);
        StageOperations.register(router);
        ExportOperations.register(router);
        PlanOperations.register(router);
        KeyOperations.register(router);
        KeyImport.register(router);
        RegionOperations.register(router);
        TagOperations.register(router);
    }

    /** What is there, by name. */
    public SortedSet<String> operations() {
        return router.operations();
    }

    /** The operation behind verb and path, empty when there is none. */
    public String operation(WireRequest request) {
        return find(request).map(m -> m.route().operation()).orElse("");
    }

    /**
     * Runs the operation behind verb and path.
     *
     * @throws AwsError for every refusal
     */
    public WireResponse handle(Call call) {
        WireRequest request = call.request();
        Router.Match match = find(request)
                .orElseThrow(
                        () -> new AwsError(403, "MissingAuthenticationTokenException", "Missing Authentication Token"));
        GatewayCall gateway = new GatewayCall(call, match.path(), request.query(), body(request, match));
        GatewayAccess.check(gateway, request.method(), request.rawPath());
        requireIdle(gateway, request.method(), match.route().operation());
        return match.route().handler().handle(gateway);
    }

    /** While an API is changed in the background, every other change of it has to wait. */
    private static void requireIdle(GatewayCall call, String verb, String operation) {
        RestApi api = call.state().apis().get(call.path().getOrDefault("api", ""));
        if (api != null
                && api.status().changes()
                && !verb.equals("GET")
                && !operation.equals("TestInvokeAuthorizer")
                && !operation.equals("DeleteRestApi")) {
            throw GatewayCall.bad(
                    "There is already an update in progress. Please wait until the current update finishes"
                            + " before making another request.");
        }
    }

    private Optional<Router.Match> find(WireRequest request) {
        return router.find(request.method(), request.rawPath(), request.query().get("mode", ""));
    }

    private static JsonNode body(WireRequest request, Router.Match match) {
        if (request.body().length == 0) {
            return GatewayJson.object();
        }
        if (!match.route().mode().isEmpty()) {
            return JSON.getNodeFactory().textNode(request.bodyText());
        }
        try {
            JsonNode body = JSON.readTree(request.body());
            if (body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            throw new AwsError(400, "SerializationException", "Could not parse request body into json");
        }
        throw new AwsError(400, "SerializationException", "Unexpected content in request body");
    }

    /** An error as REST services write it. Codes of the query protocol get their names of this one. */
    public static WireResponse error(AwsError error) {
        String code = switch (error.code()) {
            case "SignatureDoesNotMatch" -> "InvalidSignatureException";
            case "InvalidClientTokenId" -> "UnrecognizedClientException";
            case "Throttling" -> "TooManyRequestsException";
            default -> error.code().endsWith("Exception") ? error.code() : error.code() + "Exception";
        };
        int status = error.code().equals("Throttling") ? 429 : error.status();
        ObjectNode body = GatewayJson.object().put("message", error.text());
        WireResponse answer = WireResponse.json(status, body).with("x-amzn-ErrorType", code);
        Integer seconds = error.retryAfterSeconds();
        return seconds != null ? answer.with("Retry-After", seconds.toString()) : answer;
    }
}
