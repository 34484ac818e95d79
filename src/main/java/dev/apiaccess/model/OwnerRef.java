// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * The custom resource that a thing in AWS belongs to.
 *
 * @param kind Kubernetes kind, for example {@code ApiRateLimit}
 */
public record OwnerRef(String kind, String namespace, String name) implements Comparable<OwnerRef> {

    /** {@code ApiRateLimit/orders/gold}, the form of the owner tag. */
    public String text() {
        return kind + "/" + namespace + "/" + name;
    }

    /** {@code orders/gold}, the form used in descriptions and messages. */
    public String namespacedName() {
        return namespace + "/" + name;
    }

    @Override
    public int compareTo(OwnerRef other) {
        return text().compareTo(other.text());
    }
}
