// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.RequestId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes every call of a connection, so that no exception of the SDK gets out. */
final class Calls {

    private final ConnectionCredentials credentials;

    Calls(ConnectionCredentials credentials) {
        this.credentials = credentials;
    }

    /** @throws AwsFailure when the call fails */
    <T> T call(Operation operation, Supplier<T> request) {
        return call(operation, List.of(), request);
    }

    /** Like {@link #call(Operation, Supplier)}, empty when AWS answers that the thing does not exist. */
    <T> Optional<T> find(Operation operation, Supplier<T> request) {
        try {
            return Optional.of(call(operation, request));
        } catch (AwsFailure failure) {
            if (failure.kind() == AwsFailure.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** @param secrets in the request, must not be in the failure */
    <T> T call(Operation operation, List<KeyValue> secrets, Supplier<T> request) {
        try {
            var answer = request.get();
            if (answer instanceof AwsResponse aws) {
                RequestId.is(aws.responseMetadata().requestId());
            }
            return answer;
        } catch (SdkException e) {
            if (e instanceof AwsServiceException refused) {
                RequestId.is(refused.requestId());
            }
            var failure = ErrorMapping.failure(operation, e, secrets);
            if (failure.kind() == AwsFailure.Kind.CREDENTIALS) {
                credentials.forget();
            }
            throw failure;
        }
    }
}
