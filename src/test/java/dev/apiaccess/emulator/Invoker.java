// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** Calls the data plane the way an application does: with the SDK's signer and any HTTP client. */
final class Invoker implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;

    Invoker(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** What came back; {@code type} is the error type, empty for none. */
    record Reply(int status, String type, String body) {}

    Reply get(String path, @Nullable AwsCredentials who, @Nullable String apiKey) {
        return call(SdkHttpMethod.GET, path, who, apiKey, "execute-api", "eu-west-1", Clock.systemUTC(), Map.of());
    }

    Reply post(String path, @Nullable AwsCredentials who) {
        return call(SdkHttpMethod.POST, path, who, null, "execute-api", "eu-west-1", Clock.systemUTC(), Map.of());
    }

    /** An unsigned GET request with headers, such as those that say where it comes from. */
    Reply from(String path, Map<String, String> headers) {
        return from(path, null, headers);
    }

    /** A GET request with headers that are not signed. */
    Reply from(String path, @Nullable AwsCredentials who, Map<String, String> headers) {
        return call(SdkHttpMethod.GET, path, who, null, "execute-api", "eu-west-1", Clock.systemUTC(), headers);
    }

    Reply call(
            SdkHttpMethod verb,
            String path,
            @Nullable AwsCredentials who,
            @Nullable String apiKey,
            String service,
            String region,
            Clock clock,
            Map<String, String> changedAfterSigning) {
        SdkHttpRequest.Builder plain = SdkHttpRequest.builder().method(verb).uri(URI.create(endpoint + path));
        if (apiKey != null) {
            plain.putHeader("x-api-key", apiKey);
        }
        SdkHttpRequest request = plain.build();
        if (who != null) {
            SdkHttpRequest unsigned = request;
            SignedRequest signed = AwsV4HttpSigner.create()
                    .sign(r -> r.identity(who)
                            .request(unsigned)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            .putProperty(HttpSigner.SIGNING_CLOCK, clock));
            request = signed.request();
        }
        Map<String, List<String>> signedHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signedHeaders.putAll(request.headers());
        HttpRequest.Builder out = HttpRequest.newBuilder(URI.create(endpoint + path))
                .timeout(Duration.ofSeconds(20))
                .method(verb.name(), HttpRequest.BodyPublishers.noBody());
        changedAfterSigning.forEach((name, value) -> {
            if (!signedHeaders.containsKey(name)) {
                out.header(name, value);
            }
        });
        signedHeaders.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals("host")) {
                out.header(name, changedAfterSigning.getOrDefault(lower, values.getFirst()));
            }
        });
        try {
            HttpResponse<String> answer = http.send(out.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    answer.statusCode(),
                    answer.headers().firstValue("x-amzn-ErrorType").orElse(""),
                    answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
