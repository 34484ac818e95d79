// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.SecretTemplate;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.api.WithdrawalPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a tenant admits the shape that a grant wants for its Secret. The operator writes it with its own rights, and other tools act
 * on types, labels and annotations: some copy such a Secret into other namespaces, some take it for their own credentials.
 */
final class SecretShapes {

    private static final String OPAQUE = "Opaque";

    private SecretShapes() {}

    /** Why a tenant does not admit it, empty when it does. */
    static Optional<String> refusal(Tenant tenant, ApiKeyGrant grant) {
        var allowed = tenant.secrets();
        if (allowed == null && (tenant.onWithdrawal() != WithdrawalPolicy.Revoke || isInForce(grant))) {
            return Optional.empty();
        }
        var secret = grant.getSpec().secret();
        var type = secret.type();
        if (type != null
                && !type.equals(OPAQUE)
                && (allowed == null || allowed.types().stream().noneMatch(one -> NamePattern.matches(one, type)))) {
            return Optional.of("does not admit spec.secret.type " + type + " (secrets.types)");
        }
        var template = secret.template();
        return template == null
                ? Optional.empty()
                : foreign(template, allowed == null ? List.of() : allowed.labelPrefixes(), true)
                        .or(() -> foreign(template, allowed == null ? List.of() : allowed.annotationPrefixes(), false));
    }

    private static Optional<String> foreign(SecretTemplate template, List<String> prefixes, boolean labels) {
        Set<String> keys = (labels ? template.labels() : template.annotations()).keySet();
        var word = labels ? "label" : "annotation";
        return keys.stream()
                .filter(key -> key.indexOf('/') > 0)
                .filter(key -> prefixes.stream()
                        .noneMatch(one -> NamePattern.matches(one, key.substring(0, key.indexOf('/')))))
                .sorted()
                .findFirst()
                .map(key -> "does not admit " + word + " " + key + " in spec.secret.template (secrets." + word
                        + "Prefixes)");
    }

    /**
     * A shape in force before tenants were asked is not taken back by that, as long as it is not edited; nor when it was refused for
     * another reason in between.
     */
    private static boolean isInForce(ApiKeyGrant grant) {
        var status = grant.getStatus();
        if (status == null || status.secretName() == null) {
            return false;
        }
        return status.secretGeneration() == null
                ? isAccepted(grant, status)
                : status.secretGeneration().equals(grant.getMetadata().getGeneration());
    }

    /** A status of an earlier version says no more. */
    private static boolean isAccepted(ApiKeyGrant grant, ApiKeyGrantStatus status) {
        return status.conditions().stream()
                .anyMatch(one -> one.getType().equals(ConditionType.Accepted.name())
                        && !Reason.NotPermitted.name().equals(one.getReason())
                        && grant.getMetadata().getGeneration() != null
                        && grant.getMetadata().getGeneration().equals(one.getObservedGeneration()));
    }
}
