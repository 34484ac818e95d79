// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.CreateResourceResponse;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** One account of an emulator, with clients that never retry. */
final class Aws implements AutoCloseable {
    static final Region REGION = Region.EU_WEST_1;
    static final String ALLOW_ALL = document("Allow", "execute-api:Invoke", "*");
    private final SdkHttpClient http =
            Apache5HttpClient.builder().socketTimeout(Duration.ofSeconds(20)).build();
    private final Emulator emulator;
    final String account;
    final AwsCredentials root;
    final IamClient iam;
    final ApiGatewayClient gateway;
    final StsClient sts;

    Aws(Emulator emulator, String account) {
        this.emulator = emulator;
        this.account = account;
        Credentials made = emulator.createAccount(account);
        root = AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey());
        iam = iam(root);
        gateway = gateway(root);
        sts = sts(root);
    }

    URI endpoint() {
        return emulator.endpoint();
    }

    IamClient iam(AwsCredentials who) {
        return common(IamClient.builder(), who).httpClient(http).build();
    }

    ApiGatewayClient gateway(AwsCredentials who) {
        return common(ApiGatewayClient.builder(), who).httpClient(http).build();
    }

    ApiGatewayClient gateway(AwsCredentials who, Region region) {
        return common(ApiGatewayClient.builder(), who)
                .region(region)
                .httpClient(http)
                .build();
    }

    CloudWatchClient alarms(AwsCredentials who) {
        return common(CloudWatchClient.builder(), who).httpClient(http).build();
    }

    StsClient sts(AwsCredentials who) {
        return common(StsClient.builder(), who).httpClient(http).build();
    }

    private <B extends AwsClientBuilder<B, C>, C> B common(B builder, AwsCredentials who) {
        return builder.region(REGION)
                .endpointOverride(emulator.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(who))
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }

    /** A user with one inline policy, none when it is null. */
    AwsCredentials user(String name, @Nullable String policy) {
        iam.createUser(r -> r.userName(name));
        if (policy != null) {
            iam.putUserPolicy(r -> r.userName(name).policyName("own").policyDocument(policy));
        }
        AccessKey key = iam.createAccessKey(r -> r.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    /** A role that the whole account may assume. */
    String role(String name) {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                + account + "\"},\"Action\":\"sts:AssumeRole\"}}";
        return iam.createRole(r -> r.roleName(name).path("/apps/").assumeRolePolicyDocument(trust))
                .role()
                .arn();
    }

    /** A role that API Gateway may write logs with; returns its ARN. */
    String loggingRole(String name) {
        String trust = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                + "\"apigateway.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}";
        return iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(trust))
                .role()
                .arn();
    }

    AwsCredentials assume(AwsCredentials who, String roleArn) {
        AssumeRoleResponse made = sts(who).assumeRole(r -> r.roleArn(roleArn).roleSessionName("test"));
        return AwsSessionCredentials.create(
                made.credentials().accessKeyId(),
                made.credentials().secretAccessKey(),
                made.credentials().sessionToken());
    }

    String policy(String name, String document) {
        return iam.createPolicy(r -> r.policyName(name).path("/apiaccess/t/").policyDocument(document))
                .policy()
                .arn();
    }

    static String document(String effect, String action, String resource) {
        return document(effect, action, resource, "{}");
    }

    static String document(String effect, String action, String resource, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Action\":\"" + action
                + "\",\"Resource\":\"" + resource + "\",\"Condition\":" + condition + "}]}";
    }

    /** An API with a method that calls nothing behind it; returns the API's id. */
    String api(String name) {
        return gateway.createRestApi(r -> r.name(name)).id();
    }

    /** A GET method on a path of one segment; returns the id of its resource. */
    String method(String api, String part, String authorization, boolean keyRequired) {
        String root = gateway.getResources(r -> r.restApiId(api).limit(500)).items().stream()
                .filter(r -> r.path().equals("/"))
                .findFirst()
                .orElseThrow()
                .id();
        CreateResourceResponse made =
                gateway.createResource(r -> r.restApiId(api).parentId(root).pathPart(part));
        method(api, made.id(), "GET", authorization, keyRequired);
        return made.id();
    }

    void method(String api, String resource, String verb, String authorization, boolean keyRequired) {
        gateway.putMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod(verb)
                .authorizationType(authorization)
                .apiKeyRequired(keyRequired));
        gateway.putIntegration(
                r -> r.restApiId(api).resourceId(resource).httpMethod(verb).type(IntegrationType.MOCK));
    }

    String deploy(String api) {
        return gateway.createDeployment(r -> r.restApiId(api).stageName("prod")).id();
    }

    @Override
    public void close() {
        iam.close();
        gateway.close();
        sts.close();
        http.close();
    }
}
