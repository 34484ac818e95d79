// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** A user of an account who calls its APIs as applications do. */
public final class SignedCalls {

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestAccount account;
    private final String name;
    private final AwsBasicCredentials credentials;

    private SignedCalls(TestAccount account, String name, AwsBasicCredentials credentials) {
        this.account = account;
        this.name = name;
        this.credentials = credentials;
    }

    /** A new user, who may call nothing. */
    public static SignedCalls user(TestAccount account, String name) {
        account.iam().createUser(r -> r.userName(name));
        var key = account.iam().createAccessKey(r -> r.userName(name)).accessKey();
        return new SignedCalls(account, name, AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    /** Somebody else lets the user call every API of the account. */
    public void mayCallEverything() {
        account.iam()
                .putUserPolicy(r -> r.userName(name)
                        .policyName("by-hand")
                        .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                                + "\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}}"));
    }

    /** Status of a GET. */
    public int get(String apiId, String stage, String path) {
        return call("GET", apiId, stage, path);
    }

    /** Status of a call. */
    public int call(String verb, String apiId, String stage, String path) {
        var uri = account.dataPlane(apiId, stage, path);
        var signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(credentials)
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.fromValue(verb))
                                .uri(uri)
                                .build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, Rig.REGION));
        var request = HttpRequest.newBuilder(uri)
                .method(verb, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        signed.request().headers().forEach((header, values) -> {
            if (!header.equalsIgnoreCase("host")) {
                request.header(header, values.getFirst());
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
