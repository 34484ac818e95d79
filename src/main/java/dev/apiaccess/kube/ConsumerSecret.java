// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.GrantSecret;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form of the Secret that the consumer of a key reads. */
final class ConsumerSecret {

    private static final String OPAQUE = "Opaque";

    /** Secret types of this domain declare a service binding; the rest of the type is also under {@code type}. */
    private static final String SERVICE_BINDING = "servicebinding.io/";

    private ConsumerSecret() {}

    static Secret of(ApiKeyGrant grant, KeyValue value, String keyId) {
        var spec = grant.getSpec().secret();
        var template = spec.template();
        var secret = GrantSecrets.secret(grant, spec.name())
                .withType(type(spec))
                .addToData(valueKey(spec), OwnSecret.encoded(value.reveal()))
                .addToData(idKey(spec), OwnSecret.encoded(keyId));
        if (type(spec).startsWith(SERVICE_BINDING)
                && !valueKey(spec).equals("type")
                && !idKey(spec).equals("type")) {
            secret.addToData("type", OwnSecret.encoded(type(spec).substring(SERVICE_BINDING.length())));
        }
        if (template != null) {
            var labels = new HashMap<>(template.labels());
            labels.putAll(GrantSecrets.labels(grant));
            secret.editMetadata()
                    .withLabels(labels)
                    .withAnnotations(template.annotations())
                    .endMetadata();
        }
        return secret.build();
    }

    /** The value in the consumer's Secret, empty when it is none. */
    static Optional<KeyValue> value(Secret found, ApiKeyGrant grant) {
        return found.getData() == null
                ? Optional.empty()
                : OwnSecret.decoded(found.getData().get(valueKey(grant.getSpec().secret())));
    }

    /** The id of the key in the consumer's Secret, empty when there is none. */
    static Optional<String> keyId(Secret found, ApiKeyGrant grant) {
        return found.getData() == null
                ? Optional.empty()
                : OwnSecret.text(found.getData().get(idKey(grant.getSpec().secret())));
    }

    static String valueKey(GrantSecret spec) {
        var key = spec.keys() == null ? null : spec.keys().value();
        return key == null ? "value" : key;
    }

    static String idKey(GrantSecret spec) {
        var key = spec.keys() == null ? null : spec.keys().id();
        return key == null ? "id" : key;
    }

    /** Whether our fields are as desired and none that we set is left over. Fields of others do not count. */
    static boolean same(Secret found, Secret wanted) {
        return contains(found.getData(), wanted.getData())
                && !fixed(found, wanted)
                && !SecretFields.leftOver(found, wanted)
                && contains(
                        found.getMetadata().getLabels(), wanted.getMetadata().getLabels())
                && contains(
                        found.getMetadata().getAnnotations(),
                        wanted.getMetadata().getAnnotations())
                && found.getMetadata()
                        .getOwnerReferences()
                        .containsAll(wanted.getMetadata().getOwnerReferences());
    }

    /** Whether the consumer would get another key. */
    static boolean changesKey(Secret found, Secret wanted) {
        return !contains(found.getData(), wanted.getData());
    }

    /** Whether Kubernetes forbids the desired change: the type of a Secret cannot change, nor can an immutable one. */
    static boolean fixed(Secret found, Secret wanted) {
        return Boolean.TRUE.equals(found.getImmutable())
                || !Objects.requireNonNullElse(found.getType(), OPAQUE).equals(wanted.getType());
    }

    private static String type(GrantSecret spec) {
        return Objects.requireNonNullElse(spec.type(), OPAQUE);
    }

    private static boolean contains(@Nullable Map<String, String> found, @Nullable Map<String, String> wanted) {
        return wanted == null
                || wanted.isEmpty()
                || (found != null && found.entrySet().containsAll(wanted.entrySet()));
    }
}
