// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.Tenant;
import java.util.List;

/**
 * The connection that an object uses.
 *
 * @param tenants entries of the connection that match the object's namespace, at least one: each is an alternative
 * @param account what is known of the account
 * @param neighbours the objects of the object's namespace
 */
public record Binding(
        AwsConnection connection, List<Tenant> tenants, Surroundings.Account account, Places.Neighbours neighbours) {

    public String connectionName() {
        return connection.getMetadata().getName();
    }

    public String accountId() {
        return connection.getSpec().accountId();
    }
}
