// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.Page;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;

/** Authorizers of REST APIs by API Gateway's REST API. */
final class SdkAuthorizers {

    private static final int PAGE = 500;

    private final Supplier<ApiGatewayClient> client;
    private final Calls calls;

    SdkAuthorizers(Supplier<ApiGatewayClient> client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    Page<ExistingAuthorizer> all(String apiId, @Nullable String position) {
        var answer = calls.call(
                Operation.GET_AUTHORIZERS,
                () -> client.get()
                        .getAuthorizers(
                                request -> request.restApiId(apiId).limit(PAGE).position(position)));
        return new Page<>(
                answer.items().stream().map(AuthorizerMapping::authorizer).toList(), answer.position());
    }

    ExistingAuthorizer create(String apiId, Authorizer definition) {
        return AuthorizerMapping.authorizer(calls.call(
                Operation.CREATE_AUTHORIZER,
                () -> client.get().createAuthorizer(AuthorizerMapping.creation(apiId, definition))));
    }

    void delete(String apiId, String authorizerId) {
        calls.call(
                Operation.DELETE_AUTHORIZER,
                () -> client.get()
                        .deleteAuthorizer(request -> request.restApiId(apiId).authorizerId(authorizerId)));
    }

    ExistingAuthorizer.Trial test(String apiId, ExistingAuthorizer authorizer) {
        return AuthorizerMapping.trial(
                authorizer.definition(),
                calls.call(
                        Operation.TEST_INVOKE_AUTHORIZER,
                        () -> client.get().testInvokeAuthorizer(AuthorizerMapping.attempt(apiId, authorizer))));
    }
}
