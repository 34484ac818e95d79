// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.exec.Applier.done;

import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.port.GatewayPort;

/** The calls that change API keys. */
final class ApiKeyCalls {

    private ApiKeyCalls() {}

    static Answer make(GatewayPort gateway, ApiKeyChange change) {
        return switch (change) {
            case ApiKeyChange.CreateApiKey create ->
                new Answer.Made(
                        gateway.createApiKey(create.key(), create.value().read().orElseThrow(), create.tags()));
            case ApiKeyChange.ImportApiKey one ->
                throw new IllegalArgumentException(one.text() + " is no call of its own");
            case ApiKeyChange.UpdateApiKey update ->
                done(() -> gateway.updateApiKey(update.keyId(), update.operations()));
            case ApiKeyChange.DeleteApiKey delete -> done(() -> gateway.deleteApiKey(delete.keyId()));
            case ApiKeyChange.TagApiKey tag -> done(() -> gateway.tagApiKey(tag.keyId(), tag.tags()));
            case ApiKeyChange.AddKeyToPlan add -> done(() -> gateway.createUsagePlanKey(add.planId(), add.keyId()));
            case ApiKeyChange.RemoveKeyFromPlan remove ->
                done(() -> gateway.deleteUsagePlanKey(remove.planId(), remove.keyId()));
            case ApiKeyChange.UpdateUsage update ->
                done(() -> gateway.updateUsage(update.planId(), update.keyId(), update.left()));
        };
    }
}
