// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.emulator.Credentials;
import dev.apiaccess.emulator.Emulator;
import dev.apiaccess.emulator.control.RecordedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Policy;

/** An emulated account with root's clients: what its owner does by hand. */
public final class TestAccount {

    private static final String OPERATOR_ROLE = "apiaccess";

    private final Emulator emulator;
    private final String id;
    private final IamClient iam;
    private final ApiGatewayClient gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    TestAccount(Emulator emulator, String id) {
        this.emulator = emulator;
        this.id = id;
        Credentials root = emulator.createAccount(id);
        var provider = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(root.accessKeyId(), root.secretAccessKey()));
        var client = Apache5HttpClient.builder()
                .socketTimeout(Machine.patience(Duration.ofSeconds(20)))
                .build();
        iam = IamClient.builder()
                .region(Region.of(Rig.REGION))
                .endpointOverride(emulator.endpoint())
                .credentialsProvider(provider)
                .httpClient(client)
                .build();
        gateway = ApiGatewayClient.builder()
                .region(Region.of(Rig.REGION))
                .endpointOverride(emulator.endpoint())
                .credentialsProvider(provider)
                .httpClient(client)
                .build();
    }

    public String id() {
        return id;
    }

    public IamClient iam() {
        return iam;
    }

    public ApiGatewayClient gateway() {
        return gateway;
    }

    /** Where its APIs are called. */
    java.net.URI dataPlane(String apiId, String stage, String path) {
        return java.net.URI.create(emulator.endpoint() + "/_api/" + apiId + "/" + stage + path);
    }

    /** The user as which the operator runs, with the published policy and no more. */
    synchronized Credentials operatorUser() {
        iam.createUser(r -> r.userName("operator"));
        // The published policy names one role in one account; the suite has an account for each test.
        var policy = document("operator-policy.json", Map.of("ROLE_NAME", OPERATOR_ROLE, "ACCOUNT_ID", "*"));
        iam.putUserPolicy(r -> r.userName("operator").policyName("own").policyDocument(policy));
        var key = iam.createAccessKey(r -> r.userName("operator")).accessKey();
        return new Credentials(key.accessKeyId(), key.secretAccessKey());
    }

    /** A user as which an operator works in this account without assuming a role. */
    public Credentials operatorUser(String name) {
        iam.createUser(r -> r.userName(name));
        // too long for an inline policy of a user
        var policy = iam.createPolicy(r ->
                        r.policyName(name).policyDocument(document("account-policy.json", Map.of("ACCOUNT_ID", id))))
                .policy()
                .arn();
        iam.attachUserPolicy(r -> r.userName(name).policyArn(policy));
        var key = iam.createAccessKey(r -> r.userName(name)).accessKey();
        return new Credentials(key.accessKeyId(), key.secretAccessKey());
    }

    /** API Gateway as a user sees it who has one right there. */
    public ApiGatewayClient gatewayAs(String user, String action, String path) {
        return ApiGatewayClient.builder()
                .region(Region.of(Rig.REGION))
                .endpointOverride(emulator.endpoint())
                .credentialsProvider(as(user, action, "arn:aws:apigateway:" + Rig.REGION + "::" + path))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** IAM as a user sees it who has one right there. */
    public IamClient iamAs(String user, String action) {
        return IamClient.builder()
                .region(Region.of(Rig.REGION))
                .endpointOverride(emulator.endpoint())
                .credentialsProvider(as(user, action, "*"))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    private StaticCredentialsProvider as(String user, String action, String resource) {
        iam.createUser(r -> r.userName(user));
        iam.putUserPolicy(r -> r.userName(user)
                .policyName("one-right")
                .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" + action
                        + "\",\"Resource\":\"" + resource + "\"}}"));
        var key = iam.createAccessKey(r -> r.userName(user)).accessKey();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    /** Id of an API by its name. */
    public String apiId(String name) {
        return gateway.getRestApis(r -> r.limit(500)).items().stream()
                .filter(api -> api.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    void operatorRole(String operatorArn) {
        iam.createRole(r -> r.roleName(OPERATOR_ROLE)
                .assumeRolePolicyDocument(document("trust-policy.json", Map.of("OPERATOR_ARN", operatorArn))));
        allowOperator();
    }

    /** Gives the operator its published policy in this account. */
    public void allowOperator() {
        iam.putRolePolicy(r -> r.roleName(OPERATOR_ROLE)
                .policyName("account")
                .policyDocument(document("account-policy.json", Map.of("ACCOUNT_ID", id))));
    }

    /** Forbids the operator one action in this account. */
    public void denyOperator(String action) {
        iam.putRolePolicy(r -> r.roleName(OPERATOR_ROLE)
                .policyName("account")
                .policyDocument(document("account-policy.json", Map.of("ACCOUNT_ID", id))
                        .replaceFirst(
                                "\"Statement\": \\[",
                                "\"Statement\": [{\"Effect\":\"Deny\",\"Action\":\"" + action
                                        + "\",\"Resource\":\"*\"},")));
    }

    public String operatorRoleArn() {
        return "arn:aws:iam::" + id + ":role/" + OPERATOR_ROLE;
    }

    /** A role that this account's users may assume. */
    public void role(String path, String name) {
        iam.createRole(r -> r.roleName(name)
                .path(path)
                .assumeRolePolicyDocument(
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":" + "{\"AWS\":\""
                                + id + "\"},\"Action\":\"sts:AssumeRole\"}}"));
    }

    /**
     * An API with one GET method, deployed as {@code prod}. Where it needs no key there is one for everything else too, so that whatever a
     * policy names is met; it needs a key, so that no tier takes it for open.
     *
     * @return its id
     */
    public String api(String name, String path, boolean keyRequired) {
        var api = gateway.createRestApi(r -> r.name(name)).id();
        var root =
                gateway.getResources(r -> r.restApiId(api)).items().getFirst().id();
        var resource = gateway.createResource(
                        r -> r.restApiId(api).parentId(root).pathPart(path))
                .id();
        gateway.putMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .authorizationType(keyRequired ? "NONE" : "AWS_IAM")
                .apiKeyRequired(keyRequired));
        gateway.putIntegration(
                r -> r.restApiId(api).resourceId(resource).httpMethod("GET").type("MOCK"));
        if (!keyRequired) {
            var rest = gateway.createResource(
                            r -> r.restApiId(api).parentId(root).pathPart("{proxy+}"))
                    .id();
            any(api, resource);
            any(api, rest);
        }
        gateway.createDeployment(r -> r.restApiId(api).stageName("prod"));
        return api;
    }

    /** A method for every verb that is none of its own. */
    private void any(String api, String resource) {
        gateway.putMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("ANY")
                .authorizationType("AWS_IAM")
                .apiKeyRequired(true));
        gateway.putIntegration(
                r -> r.restApiId(api).resourceId(resource).httpMethod("ANY").type("MOCK"));
    }

    /** Status of a call with an API key. */
    public int call(String apiId, String path, String key) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(emulator.endpoint() + "/_api/" + apiId + "/prod/" + path))
                                    .header("x-api-key", key)
                                    .timeout(Machine.patience(Duration.ofSeconds(10)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A policy that is not ours, attached to a role. */
    public void foreignPolicy(String name, String role) {
        var arn = iam.createPolicy(r -> r.policyName(name)
                        .policyDocument(
                                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
                                        + "\"Resource\":\"*\"}}"))
                .policy()
                .arn();
        iam.attachRolePolicy(r -> r.roleName(role).policyArn(arn));
    }

    /** Names of the policies attached to a role. */
    public List<String> attached(String role) {
        return iam.listAttachedRolePolicies(r -> r.roleName(role)).attachedPolicies().stream()
                .map(AttachedPolicy::policyName)
                .toList();
    }

    /** ARN of the one policy of ours that is attached to a role. */
    public String attachedArn(String role) {
        return iam.listAttachedRolePolicies(r -> r.roleName(role))
                .attachedPolicies()
                .getFirst()
                .policyArn();
    }

    /** The default document of the one policy that is attached to a role. */
    public String attachedDocument(String role) {
        return policyDocument(attachedArn(role));
    }

    /** The default document of a policy. */
    public String policyDocument(String arn) {
        var version = iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId();
        var encoded = iam.getPolicyVersion(r -> r.policyArn(arn).versionId(version))
                .policyVersion()
                .document();
        return java.net.URLDecoder.decode(encoded, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What bears our mark, the claim left out. */
    public List<String> ours() {
        var names = new java.util.ArrayList<String>();
        iam.listPolicies(r -> r.pathPrefix("/apiaccess/")).policies().stream()
                .map(Policy::policyName)
                .filter(name -> !name.startsWith("aa-claim-"))
                .forEach(names::add);
        gateway.getUsagePlans(r -> r.limit(500)).items().forEach(plan -> names.add(plan.name()));
        gateway.getApiKeys(r -> r.limit(500)).items().forEach(key -> names.add(key.name()));
        return names;
    }

    /** What the operator asked of this account, oldest first. */
    public List<RecordedCall> operatorCalls() {
        return emulator.calls(id).stream()
                .filter(call -> call.principal().contains(":assumed-role/" + OPERATOR_ROLE + "/"))
                .toList();
    }

    public List<RecordedCall> operatorWrites() {
        return operatorCalls().stream().filter(RecordedCall::write).toList();
    }

    private String document(String file, Map<String, String> more) {
        var values = new HashMap<String, String>(Map.of("ACCOUNT_ID", id, "CLUSTER_ID", Rig.CLUSTER_ID));
        values.putAll(more);
        try {
            var text = Files.readString(
                    ControlPlane.baseDirectory().resolve("deploy/iam").resolve(file));
            for (var value : values.entrySet()) {
                text = text.replace(value.getKey(), value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
