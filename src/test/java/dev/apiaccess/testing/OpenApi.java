// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** An API that is open to everybody, as its owner made it: {@code GET /health}, {@code POST /hooks/{id}}, {@code ANY /orders}. */
public final class OpenApi {

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestAccount account;
    private final String id;

    private OpenApi(TestAccount account, String id) {
        this.account = account;
        this.id = id;
    }

    /** Makes one, deployed as {@code prod}. */
    public static OpenApi in(TestAccount account, String name) {
        var id = account.gateway().createRestApi(r -> r.name(name)).id();
        var api = new OpenApi(account, id);
        api.method("health", "GET");
        api.method("orders", "ANY");
        api.method("hooks", "POST");
        api.deploy();
        return api;
    }

    public String id() {
        return id;
    }

    /** Somebody adds an open method. */
    public void method(String part, String verb) {
        var root = resource("/");
        var resource = account.gateway()
                .createResource(r -> r.restApiId(id).parentId(root).pathPart(part))
                .id();
        account.gateway()
                .putMethod(r -> r.restApiId(id)
                        .resourceId(resource)
                        .httpMethod(verb)
                        .authorizationType("NONE")
                        .apiKeyRequired(false));
        account.gateway()
                .putIntegration(r ->
                        r.restApiId(id).resourceId(resource).httpMethod(verb).type("MOCK"));
    }

    /** Somebody deploys it to {@code prod}. */
    public String deploy() {
        return account.gateway()
                .createDeployment(r -> r.restApiId(id).stageName("prod"))
                .id();
    }

    /** Somebody changes what a method asks for. */
    public void authorize(String path, String verb, String authorization) {
        account.gateway()
                .updateMethod(r -> r.restApiId(id)
                        .resourceId(resource(path))
                        .httpMethod(verb)
                        .patchOperations(PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/authorizationType")
                                .value(authorization)
                                .build()));
    }

    /** What a method asks for in the present configuration. */
    public String authorization(String path, String verb) {
        return account.gateway()
                .getMethod(r -> r.restApiId(id).resourceId(resource(path)).httpMethod(verb))
                .authorizationType();
    }

    /** Somebody writes the resource policy. */
    public void policy(String document) {
        account.gateway()
                .updateRestApi(r -> r.restApiId(id)
                        .patchOperations(PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/policy")
                                .value(document)
                                .build()));
    }

    /** The resource policy of the present configuration; empty where there is none. */
    public String policy() {
        var policy = account.gateway().getRestApi(r -> r.restApiId(id)).policy();
        return policy == null ? "" : policy.replace("\\\"", "\"");
    }

    /** Id of the deployment that {@code prod} serves. */
    public String served() {
        return account.gateway()
                .getStage(r -> r.restApiId(id).stageName("prod"))
                .deploymentId();
    }

    /** Status of a call without a signature. */
    public int call(String verb, String path) {
        return call(verb, path, Map.of());
    }

    /** Status of a call without a signature from an address. */
    public int callFrom(String address, String verb, String path) {
        return call(verb, path, Map.of("X-Emulator-Source-Ip", address));
    }

    /** Status of a call with headers. */
    public int call(String verb, String path, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(account.dataPlane(id, "prod", path))
                .method(verb, HttpRequest.BodyPublishers.noBody())
                .timeout(Machine.patience(Duration.ofSeconds(10)));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String resource(String path) {
        return account.gateway().getResources(r -> r.restApiId(id).limit(500)).items().stream()
                .filter(one -> path.equals(one.path()))
                .findFirst()
                .orElseThrow()
                .id();
    }
}
