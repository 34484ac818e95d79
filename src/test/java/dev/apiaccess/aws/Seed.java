// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.iam.IamClient;

/** What others have in an account before we come: principals and APIs. */
final class Seed implements AutoCloseable {

    private final SdkHttpClient http = Apache5HttpClient.builder().build();
    private final IamClient iam;
    private final ApiGatewayClient gateway;

    Seed(URI endpoint, AwsCredentialsProvider administrator, String region) {
        iam = IamClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(administrator)
                .build();
        gateway = ApiGatewayClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(administrator)
                .build();
    }

    /** A user who may do everything. */
    AwsCredentialsProvider administrator(String name) {
        var credentials = user(name);
        iam.putUserPolicy(
                request -> request.userName(name).policyName("everything").policyDocument("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"""));
        return credentials;
    }

    /** A user who may do nothing. */
    AwsCredentialsProvider user(String name) {
        user("/", name);
        var key = iam.createAccessKey(request -> request.userName(name)).accessKey();
        return EmulatedAccount.provider(key.accessKeyId(), key.secretAccessKey());
    }

    /** @return the role's ARN; any principal of the caller's account may assume it */
    String role(String path, String name, String account) {
        return iam.createRole(
                        request -> request.path(path).roleName(name).assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                        "Principal":{"AWS":"arn:aws:iam::%s:root"}}]}""".formatted(account)))
                .role()
                .arn();
    }

    /** @return ARN of a role that a service may assume */
    String roleOf(String name, String service) {
        return iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                        "Principal":{"Service":"%s"}}]}""".formatted(service)))
                .role()
                .arn();
    }

    ApiGatewayClient gateway() {
        return gateway;
    }

    /** Deletes a role that has nothing, and makes another one of the name. */
    void remakeRole(String path, String name, String account) {
        iam.deleteRole(request -> request.roleName(name));
        role(path, name, account);
    }

    void user(String path, String name) {
        iam.createUser(request -> request.path(path).userName(name));
    }

    /** Gives a user a group, an inline policy of the name {@code own} and a boundary. */
    void hold(String user, String group, String inline, String boundary) {
        iam.addUserToGroup(request -> request.userName(user).groupName(group));
        iam.putUserPolicy(request -> request.userName(user).policyName("own").policyDocument(inline));
        iam.putUserPermissionsBoundary(request -> request.userName(user).permissionsBoundary(boundary));
    }

    void group(String path, String name) {
        iam.createGroup(request -> request.path(path).groupName(name));
    }

    /** Gives an API a resource policy, which its stages have after the next deployment. */
    void resourcePolicy(String api, String policy) {
        gateway.updateRestApi(request -> request.restApiId(api)
                .patchOperations(one -> one.op(Op.REPLACE).path("/policy").value(policy)));
    }

    void deploy(String api, String stage) {
        gateway.createDeployment(request -> request.restApiId(api).stageName(stage));
    }

    /** @return the id of an API with {@code GET /orders}, deployed to a stage */
    String api(String name, String stage) {
        var api = gateway.createRestApi(request -> request.name(name)).id();
        var root = gateway.getResources(request -> request.restApiId(api))
                .items()
                .getFirst()
                .id();
        var orders = gateway.createResource(
                        request -> request.restApiId(api).parentId(root).pathPart("orders"))
                .id();
        gateway.putMethod(request -> request.restApiId(api)
                .resourceId(orders)
                .httpMethod("GET")
                .authorizationType("NONE")
                .apiKeyRequired(true));
        gateway.putIntegration(request ->
                request.restApiId(api).resourceId(orders).httpMethod("GET").type(IntegrationType.MOCK));
        gateway.createDeployment(request -> request.restApiId(api).stageName(stage));
        return api;
    }

    @Override
    public void close() {
        iam.close();
        gateway.close();
        http.close();
    }
}
