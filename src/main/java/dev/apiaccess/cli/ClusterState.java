// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code doctor} read of a cluster. What could not be read is null and has its entry in {@code unread}.
 *
 * @param server address of the API server
 * @param namespace where the operator is looked for
 * @param kinds of which the objects were read
 * @param silence why the API server did not answer; null where it did
 */
record ClusterState(
        String server,
        String namespace,
        @Nullable String silence,
        List<Unread> unread,
        @Nullable List<Crd> crds,
        @Nullable List<Deployed> deployments,
        @Nullable List<Pod> pods,
        @Nullable Leader leader,
        List<String> kinds,
        List<Thing> things) {

    /**
     * Something that could not be read.
     *
     * @param what in words
     * @param right verb and resource, as {@code kubectl auth can-i} takes them
     * @param why an answer of the API server; null where only the right is missing
     */
    record Unread(String what, String right, @Nullable String why) {}

    /**
     * A CRD of ours.
     *
     * @param there whether it is installed
     * @param trouble what its conditions complain of; empty where nothing
     * @param served versions
     * @param stored versions in which objects may be stored
     * @param lacks fields that this version writes and it does not know
     */
    record Crd(
            String name, boolean there, String trouble, List<String> served, List<String> stored, List<String> lacks) {}

    /** A Deployment of the operator. */
    record Deployed(String name, int wanted, int ready, String version) {}

    /** @param trouble why it is not ready; empty where it is */
    record Pod(String name, String trouble) {}

    /**
     * Who works, by the lease.
     *
     * @param holder null where nobody ever took it
     * @param alive whether it is renewed
     * @param told the lease in words
     */
    record Leader(@Nullable String holder, boolean alive, String told) {}

    /** A condition. */
    record Said(
            String type,
            String status,
            String reason,
            String message,
            @Nullable Instant since) {}

    /** Deletions that a connection holds in a namespace. */
    record Held(String namespace, int count, String latest) {}

    /**
     * An object of ours.
     *
     * @param namespace null for connections
     * @param deleted when its deletion was asked for
     * @param finalizers that it waits for
     * @param connection the connection that it names; null where it names none
     * @param unknown fields that this version does not know
     * @param missingSecret the Secret that it has handed over and that is not there; null where it is, or is not known
     * @param held of a connection
     */
    record Thing(
            String kind,
            @Nullable String namespace,
            String name,
            Instant created,
            @Nullable Instant deleted,
            List<String> finalizers,
            List<Said> conditions,
            @Nullable String connection,
            List<String> unknown,
            @Nullable String missingSecret,
            List<Held> held) {

        /** {@code shop/orders}. */
        String title() {
            return namespace == null ? name : namespace + "/" + name;
        }

        Optional<Said> said(String type) {
            return conditions.stream().filter(one -> one.type().equals(type)).findFirst();
        }

        boolean is(String type) {
            return said(type).filter(one -> one.status().equals("True")).isPresent();
        }

        /** How kubectl is told which one is meant. */
        String reference() {
            return kind.toLowerCase(Locale.ROOT) + " " + name + (namespace == null ? "" : " -n " + namespace);
        }
    }

    boolean connectionsRead() {
        return kinds.contains(OwnObjects.CONNECTION);
    }

    ClusterState {
        unread = List.copyOf(unread);
        kinds = List.copyOf(kinds);
        things = List.copyOf(things);
    }
}
