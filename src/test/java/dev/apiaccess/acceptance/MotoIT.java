// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.Moto;
import dev.apiaccess.testing.OperatorProcess;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * The jar against an AWS that we did not write, with nothing but its documented settings. A second operator on the suite's API
 * server would reconcile everybody's objects, so it has a control plane of its own.
 */
class MotoIT {

    @Test
    void aPolicyOnARoleAndAPlanWithAKeyBecomeReady() {
        var alone = ControlPlane.separate("moto");
        try (var moto = Moto.start();
                var client = alone.client()) {
            var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
            var http = Apache5HttpClient.create();
            var iam = IamClient.builder()
                    .region(Region.of(Rig.REGION))
                    .endpointOverride(moto.endpoint())
                    .credentialsProvider(credentials)
                    .httpClient(http)
                    .build();
            var gateway = ApiGatewayClient.builder()
                    .region(Region.of(Rig.REGION))
                    .endpointOverride(moto.endpoint())
                    .credentialsProvider(credentials)
                    .httpClient(http)
                    .build();
            iam.createRole(r -> r.roleName("web").path("/apps/").assumeRolePolicyDocument("""
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"""));
            var api = gateway.createRestApi(r -> r.name("orders")).id();
            var root = gateway.getResources(r -> r.restApiId(api))
                    .items()
                    .getFirst()
                    .id();
            gateway.putMethod(
                    r -> r.restApiId(api).resourceId(root).httpMethod("GET").authorizationType("AWS_IAM"));
            gateway.putIntegration(
                    r -> r.restApiId(api).resourceId(root).httpMethod("GET").type("MOCK"));
            gateway.createDeployment(r -> r.restApiId(api).stageName("prod"));

            try (var operator = OperatorProcess.start(
                            "moto",
                            Map.of(
                                    "KUBECONFIG",
                                    alone.kubeconfig().toString(),
                                    "AWS_ENDPOINT_URL",
                                    moto.endpoint().toString(),
                                    "AWS_REGION",
                                    Rig.REGION,
                                    "AWS_ACCESS_KEY_ID",
                                    "test",
                                    "AWS_SECRET_ACCESS_KEY",
                                    "test",
                                    "APIACCESS_CLUSTER_ID",
                                    "moto",
                                    "APIACCESS_TIME_DIVISOR",
                                    Integer.toString(Rig.TIME_DIVISOR),
                                    "APIACCESS_SWEEP_INTERVAL",
                                    "60s"))
                    .awaitReady()) {
                for (var manifest : List.of(
                        """
                        apiVersion: apiaccess.dev/v1alpha1
                        kind: AwsConnection
                        metadata: {name: moto}
                        spec:
                          accountId: "123456789012"
                          regions: [eu-west-1]
                          tenants:
                          - name: all
                            namespaces: {names: [default]}
                            apis: [{restApiName: "*", stages: [prod]}]
                            principals: ["role/apps/*"]
                            may: [Grant, RateLimit, Key]
                        """,
                        Scene.manifest("ApiAccessPolicy", "reads", """
                        api: {restApiName: orders, stages: [prod]}
                        rules:
                        - {name: read, principals: [role/apps/web], methods: [GET], paths: [/]}
                        """),
                        Scene.manifest("ApiRateLimit", "gold", """
                        apis: [{name: orders, restApiName: orders, stage: prod}]
                        rate: {requests: 100, per: 1s}
                        burst: 200
                        quota: {requests: 1000, period: Day}
                        """),
                        Scene.manifest("ApiKeyGrant", "app", """
                        rateLimits: [{name: gold}]
                        secret: {name: app-key}
                        """))) {
                    client.resource(manifest.replace("%ns", "default")).create();
                }

                awaitReady(client, operator, AwsConnection.class, "moto");
                awaitReady(client, operator, ApiAccessPolicy.class, "reads");
                awaitReady(client, operator, ApiRateLimit.class, "gold");
                awaitReady(client, operator, ApiKeyGrant.class, "app");
            }

            assertThat(iam.listAttachedRolePolicies(r -> r.roleName("web")).attachedPolicies())
                    .hasSize(1);
            assertThat(gateway.getUsagePlans().items()).hasSize(1);
            assertThat(gateway.getApiKeys().items()).hasSize(1);
        }
    }

    private static void awaitReady(
            KubernetesClient client, OperatorProcess operator, Class<? extends HasMetadata> type, String name) {
        Supplier<@Nullable HasMetadata> object = () -> type.equals(AwsConnection.class)
                ? client.resources(type).withName(name).get()
                : client.resources(type).inNamespace("default").withName(name).get();
        try {
            Awaitility.await(type.getSimpleName() + " " + name)
                    .atMost(Machine.patience(Duration.ofSeconds(60)))
                    .until(() -> object.get() instanceof CustomResource<?, ?> found
                            && found.getStatus() instanceof CommonStatus status
                            && status.conditions().stream()
                                    .anyMatch(one -> "Ready".equals(one.getType()) && "True".equals(one.getStatus())));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(client.getKubernetesSerialization().asYaml(object.get()) + operator.tail(25), e);
        }
    }
}
