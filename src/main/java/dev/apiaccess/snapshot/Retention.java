// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.WithdrawalPolicy;
import dev.apiaccess.intent.Defaults;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether the things of an object stay in AWS when it is deleted. What stays is out of reach of the tenant that takes back, so a tenant
 * with {@code onWithdrawal: Revoke} has to admit it by the word {@code Retain}. That is checked at deletion, so that no object is
 * refused for it. Without the word the object is deleted as with {@code deletionPolicy: Delete}. Of a protection it is not asked: what it
 * leaves only keeps callers out.
 */
public final class Retention {

    private final ObjectStore objects;
    private final Predicate<AwsConnection> lost;

    /** @param lost whether the account of a connection is out of reach until people act: no deletion waits for that */
    Retention(ObjectStore objects, Predicate<AwsConnection> lost) {
        this.objects = objects;
        this.lost = lost;
    }

    /** Whether an object is retained: it asks for that, and its tenant admits it. */
    public boolean keeps(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return Defaults.deletion(object.getSpec()) == DeletionPolicy.Retain
                && refusing(object).isEmpty();
    }

    /** Name of the tenant that refuses to let an object be retained although it asks for that. */
    public Optional<String> refusing(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var status = object.getStatus();
        if (status == null
                || object instanceof ApiProtection
                || Defaults.deletion(object.getSpec()) != DeletionPolicy.Retain) {
            return Optional.empty();
        }
        var last = status.admittedBy();
        if (last == null) {
            return Optional.empty();
        }
        var connection = objects.connections().stream()
                .filter(one -> one.getMetadata().getName().equals(status.connection()))
                .findFirst();
        if (connection.isEmpty() || lets(connection.get(), object) || lost.test(connection.get())) {
            return Optional.empty();
        }
        var refuses = connection.get().getSpec().tenants().stream()
                .filter(tenant -> tenant.name().equals(last.tenant()))
                .findFirst()
                .map(tenant -> tenant.onWithdrawal() == WithdrawalPolicy.Revoke
                        && !tenant.may().contains(Permission.Retain))
                // The entry is gone: its last word counts, and says nothing of Retain.
                .orElse(last.onWithdrawal() == WithdrawalPolicy.Revoke);
        return refuses ? Optional.of(String.valueOf(last.tenant())) : Optional.empty();
    }

    /** Whether the connection lets go of an object, by name or with all others. */
    private static boolean lets(AwsConnection connection, HasMetadata object) {
        var annotations = connection.getMetadata().getAnnotations();
        var value = annotations == null ? null : annotations.get(Annotations.LET_GO);
        var name = object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
        return value != null
                && Stream.of(value.split(",", -1))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(name));
    }
}
