// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.exec.Applier.done;

import dev.apiaccess.model.Naming;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.port.GatewayPort;
import java.util.List;

/** The calls that change REST APIs. */
final class RestApiCalls {

    private RestApiCalls() {}

    static Answer make(GatewayPort gateway, Naming naming, RestApiChange change) {
        return switch (change) {
            case RestApiChange.UpdateMethod one ->
                done(() -> gateway.updateMethod(
                        one.apiId(), one.after().resourceId(), one.method().verb(), one.operations()));
            case RestApiChange.WritePolicy one ->
                new Answer.Written(gateway.updateRestApi(one.apiId(), List.of(operation(one))));
            case RestApiChange.Deploy one -> {
                var made = gateway.createDeployment(one.apiId(), naming.deploymentDescription(one.configuration()));
                yield new Answer.Deployed(made.id(), made.createdAt());
            }
            case RestApiChange.UpdateStage one ->
                done(() -> gateway.updateStage(one.apiId(), one.stage(), one.operations()));
            case RestApiChange.CreateAuthorizer one ->
                new Answer.Authorized(gateway.createAuthorizer(one.apiId(), one.definition()));
            case RestApiChange.RemoveAuthorizer one ->
                done(() -> gateway.deleteAuthorizer(one.apiId(), one.authorizerId()));
            case RestApiChange.RemoveDeployment one ->
                done(() -> gateway.deleteDeployment(one.apiId(), one.deploymentId()));
        };
    }

    private static PatchOperation operation(RestApiChange.WritePolicy change) {
        return change.policy()
                .map(text -> new PatchOperation("replace", "/policy", text))
                .orElseGet(() -> new PatchOperation("replace", "/policy", ""));
    }
}
