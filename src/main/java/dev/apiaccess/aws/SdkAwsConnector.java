// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.Leadership;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.Lazy;

/**
 * AWS through the SDK's synchronous clients. All of them share one HTTP client; none retries, since only the executor knows which calls may
 * be sent twice.
 */
public final class SdkAwsConnector implements AwsConnector, AutoCloseable {

    private static final String APPLICATION = "apiaccess";
    private static final int SESSION_NAME_LENGTH = 64;

    /** Where Organizations lives, by partition. */
    private static final Map<String, Region> ORGANIZATIONS_IN = Map.of(
            "aws", Region.US_EAST_1,
            "aws-cn", Region.CN_NORTHWEST_1,
            "aws-us-gov", Region.US_GOV_WEST_1);

    private final ClientSettings settings;
    private final SdkHttpClient http;
    private final ClientOverrideConfiguration configuration;
    private final LeaderOnly leaderOnly;
    private final Lazy<Region> home;
    private final ConnectionCredentials own;
    private final Lazy<StsClient> ownSts;

    /** For a process that is the only replica. */
    public SdkAwsConnector(ClientSettings settings) {
        this(settings, Leadership.ALONE);
    }

    /** @param leadership without which no request is sent, not even for credentials */
    public SdkAwsConnector(ClientSettings settings, Leadership leadership) {
        this.settings = settings;
        this.http = Apache5HttpClient.builder()
                .maxConnections(settings.connections())
                .connectionTimeout(settings.connectTimeout())
                .connectionAcquisitionTimeout(settings.connectTimeout())
                .socketTimeout(settings.socketTimeout())
                .expectContinueEnabled(false)
                .build();
        this.leaderOnly = new LeaderOnly(leadership);
        this.configuration = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(settings.callTimeout())
                .appId(APPLICATION)
                .addExecutionInterceptor(leaderOnly)
                .build();
        this.home = new Lazy<>(this::homeRegion);
        this.own = new ConnectionCredentials(settings::credentials);
        this.ownSts =
                new Lazy<>(() -> configure(StsClient.builder(), home(), own).build());
    }

    @Override
    public AwsAccess open(Settings connection) {
        var role = connection.roleArn();
        return new SdkAwsAccess(
                this,
                role == null
                        ? new ConnectionCredentials(settings::credentials)
                        : new ConnectionCredentials(() -> assume(connection, role)));
    }

    @Override
    public void close() {
        ownSts.close();
        http.close();
    }

    /** The region of STS. */
    Region home() {
        return home.getValue();
    }

    /** The region that stands for the whole of our partition, where IAM lives. */
    Region global() {
        var partition = PartitionMetadata.of(home()).id();
        return Region.regions().stream()
                .filter(region -> region.isGlobalRegion()
                        && region.metadata() != null
                        && region.metadata().partition().id().equals(partition))
                .findFirst()
                .orElseGet(this::home);
    }

    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
            B builder, Region region, AwsCredentialsProvider credentials) {
        builder.httpClient(http)
                .overrideConfiguration(configuration)
                .region(region)
                .credentialsProvider(credentials);
        var endpoint = settings.endpoint();
        return endpoint == null ? builder : builder.endpointOverride(endpoint);
    }

    /** Organizations, which lives in one region of a partition. */
    JsonService organizations(AwsCredentialsProvider credentials) {
        var region = ORGANIZATIONS_IN.getOrDefault(PartitionMetadata.of(home()).id(), Region.US_EAST_1);
        return json(
                new JsonService.Name("organizations", "AWSOrganizationsV20161128.", region),
                AwsClientEndpointProvider.builder()
                        .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_ORGANIZATIONS")
                        .serviceEndpointOverrideSystemProperty("aws.endpointUrlOrganizations")
                        .serviceProfileProperty("organizations"),
                credentials);
    }

    /** CloudWatch Logs in a region. */
    JsonService logs(Region region, AwsCredentialsProvider credentials) {
        return json(
                new JsonService.Name("logs", "Logs_20140328.", region),
                AwsClientEndpointProvider.builder()
                        .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS")
                        .serviceEndpointOverrideSystemProperty("aws.endpointUrlCloudWatchLogs")
                        .serviceProfileProperty("cloudwatch_logs"),
                credentials);
    }

    /** A service of which this SDK has no client here; its endpoint is found as those of the clients are. */
    private JsonService json(
            JsonService.Name name, AwsClientEndpointProvider.Builder overrides, AwsCredentialsProvider credentials) {
        Supplier<URI> endpoint = () -> Optional.ofNullable(settings.endpoint())
                .or(overrides::resolveFromOverrides)
                .orElseGet(() -> URI.create(
                        "https://" + name.signed() + "." + name.region().id() + "."
                                + PartitionMetadata.of(name.region()).dnsSuffix()));
        return new JsonService(name, endpoint, http, credentials, leaderOnly::demand);
    }

    /** The SDK renews the session five minutes before it ends, in the thread of one of the calls that need it. */
    private StsAssumeRoleCredentialsProvider assume(Settings connection, String role) {
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(ownSts.getValue())
                .refreshRequest(request -> request.roleArn(role)
                        .roleSessionName(sessionName(connection.name()))
                        .externalId(connection.externalId()))
                .build();
    }

    private static String sessionName(String connection) {
        var name = APPLICATION + "-" + connection;
        return name.substring(0, Math.min(name.length(), SESSION_NAME_LENGTH));
    }

    private Region homeRegion() {
        if (settings.region() != null) {
            return Region.of(settings.region());
        }
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException _) {
            return Region.US_EAST_1;
        }
    }
}
