// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Bindings;
import dev.apiaccess.snapshot.ObjectStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which objects belong to an account, as their status says and as its connections admit. For one pass. */
final class BoundTo {

    private final ObjectStore objects;
    private final List<AwsConnection> connections = new ArrayList<>();
    private final Set<String> here = new HashSet<>();
    private final Set<String> elsewhere = new HashSet<>();
    private final Map<String, Boolean> admitted = new HashMap<>();

    BoundTo(String accountId, ObjectStore objects) {
        this.objects = objects;
        for (var connection : objects.connections()) {
            var name = connection.getMetadata().getName();
            if (connection.getSpec().accountId().equals(accountId)) {
                connections.add(connection);
                here.add(name);
            } else {
                elsewhere.add(name);
            }
        }
    }

    /** Whether an object is bound to a connection to the account; a connection is bound to itself. */
    boolean here(HasMetadata object) {
        var connection = connection(object);
        return connection != null && here.contains(connection);
    }

    /** Whether an object is bound to no connection that exists. */
    boolean nowhere(HasMetadata object) {
        var connection = connection(object);
        return connection == null || (!here.contains(connection) && !elsewhere.contains(connection));
    }

    /** Whether a connection to the account admits the namespace of an object. */
    boolean admit(HasMetadata object) {
        return admitted.computeIfAbsent(object.getMetadata().getNamespace(), namespace -> {
            var labels = objects.labels(namespace);
            return connections.stream().anyMatch(connection -> Bindings.admit(connection, namespace, labels));
        });
    }

    private static @Nullable String connection(HasMetadata object) {
        if (object instanceof AwsConnection) {
            return object.getMetadata().getName();
        }
        return object instanceof CustomResource<?, ?> ours && ours.getStatus() instanceof ObjectStatus status
                ? status.connection()
                : null;
    }
}
