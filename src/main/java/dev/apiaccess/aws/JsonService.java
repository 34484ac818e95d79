// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;

/**
 * A service of AWS that speaks JSON 1.1, without a client of the SDK: what is sent is signed by the SDK's signer and goes through its HTTP
 * client, and what goes wrong is thrown as the SDK throws it.
 */
final class JsonService {

    /**
     * Which service.
     *
     * @param signed by which name requests are signed
     * @param target what stands in front of the operation's name, with its dot
     * @param region for which requests are signed
     */
    record Name(String signed, String target, Region region) {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final Name name;
    private final Supplier<URI> endpoint;
    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final Runnable beforeSending;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** @param beforeSending the last check, which throws where nothing may be sent */
    JsonService(
            Name name,
            Supplier<URI> endpoint,
            SdkHttpClient http,
            AwsCredentialsProvider credentials,
            Runnable beforeSending) {
        this.name = name;
        this.endpoint = endpoint;
        this.http = http;
        this.credentials = credentials;
        this.beforeSending = beforeSending;
    }

    /** Asks once; throws {@link SdkClientException} without an answer and {@link AwsServiceException} for a refusal. */
    JsonNode ask(String operation, ObjectNode request) {
        var body = ContentStreamProvider.fromByteArray(request.toString().getBytes(StandardCharsets.UTF_8));
        var unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint.get())
                .putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("X-Amz-Target", name.target() + operation)
                .build();
        var signed = signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                .request(unsigned)
                .payload(body)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, name.signed())
                .putProperty(AwsV4HttpSigner.REGION_NAME, name.region().id()));
        beforeSending.run();
        try {
            return answer(http.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(signed.payload().orElse(body))
                            .build())
                    .call());
        } catch (IOException e) {
            throw SdkClientException.create("no answer", e);
        }
    }

    private static JsonNode answer(HttpExecuteResponse response) throws IOException {
        var http = response.httpResponse();
        var bytes = new byte[0];
        try (InputStream stream = response.responseBody().orElseGet(AbortableInputStream::createEmpty)) {
            bytes = stream.readAllBytes();
        }
        if (http.isSuccessful()) {
            var read = JSON.readTree(bytes);
            if (!read.isObject()) {
                throw new IOException("an answer that is no object");
            }
            return read;
        }
        var refusal = refusal(bytes);
        throw AwsServiceException.builder()
                .statusCode(http.statusCode())
                .requestId(http.firstMatchingHeader("x-amzn-RequestId").orElse(null))
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code(refusal))
                        .errorMessage(refusal.path("Message")
                                .asText(refusal.path("message").asText()))
                        .sdkHttpResponse(http)
                        .build())
                .build();
    }

    /** Something in between may answer in another language. */
    private static JsonNode refusal(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException _) {
            return MissingNode.getInstance();
        }
    }

    /** Without the namespace that some answers put in front of it; null where there is none. */
    private static @Nullable String code(JsonNode refusal) {
        var type = refusal.path("__type").asText(null);
        return type == null ? null : type.substring(type.lastIndexOf('#') + 1);
    }
}
