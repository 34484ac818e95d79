// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.CallerIdentity;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AlarmPort;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.LogPort;
import dev.apiaccess.port.OrganizationPort;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.Lazy;

/** The clients of one connection, each made when it is first needed; the HTTP client below is the connector's. */
final class SdkAwsAccess implements AwsAccess {

    private final SdkAwsConnector connector;
    private final ConnectionCredentials credentials;
    private final Calls calls;
    private final Lazy<StsClient> sts;
    private final Lazy<IamClient> iam;
    private final Map<String, ApiGatewayClient> gateways = new ConcurrentHashMap<>();
    private final Map<String, CloudWatchClient> alarms = new ConcurrentHashMap<>();

    SdkAwsAccess(SdkAwsConnector connector, ConnectionCredentials credentials) {
        this.connector = connector;
        this.credentials = credentials;
        this.calls = new Calls(credentials);
        this.sts = new Lazy<>(() -> connector
                .configure(StsClient.builder(), connector.home(), credentials)
                .build());
        this.iam = new Lazy<>(() -> connector
                .configure(IamClient.builder(), connector.global(), credentials)
                .build());
    }

    @Override
    public CallerIdentity callerIdentity() {
        var answer =
                calls.call(Operation.GET_CALLER_IDENTITY, () -> sts.getValue().getCallerIdentity());
        return new CallerIdentity(answer.account(), answer.arn());
    }

    @Override
    public IamPort iam() {
        return new SdkIamPort(iam::getValue, calls);
    }

    @Override
    public GatewayPort gateway(String region) {
        return new SdkGatewayPort(() -> gateways.computeIfAbsent(region, this::gatewayClient), calls);
    }

    @Override
    public AlarmPort alarms(String region) {
        return new SdkAlarmPort(() -> alarms.computeIfAbsent(region, this::alarmClient), calls);
    }

    @Override
    public OrganizationPort organization() {
        return new SdkOrganizationPort(connector.organizations(credentials), iam::getValue, calls);
    }

    @Override
    public LogPort logs(String region) {
        return new SdkLogPort(connector.logs(Region.of(region), credentials), calls);
    }

    @Override
    public Optional<Instant> credentialsEnd() {
        return credentials.end();
    }

    @Override
    public void close() {
        sts.close();
        iam.close();
        gateways.values().forEach(ApiGatewayClient::close);
        alarms.values().forEach(CloudWatchClient::close);
    }

    private CloudWatchClient alarmClient(String region) {
        return connector
                .configure(CloudWatchClient.builder(), Region.of(region), credentials)
                .build();
    }

    private ApiGatewayClient gatewayClient(String region) {
        return connector
                .configure(ApiGatewayClient.builder(), Region.of(region), credentials)
                .build();
    }
}
