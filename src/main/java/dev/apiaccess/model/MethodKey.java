// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * A method of an API by its resource path.
 *
 * @param path resource path with a leading slash, {@code /orders/{id}}
 * @param verb HTTP verb in upper case
 */
public record MethodKey(String path, String verb) implements Comparable<MethodKey> {

    /** {@code /orders/GET}; the root resource is {@code //GET}, as API Gateway writes it. */
    public String text() {
        return path + "/" + verb;
    }

    @Override
    public int compareTo(MethodKey other) {
        return text().compareTo(other.text());
    }
}
