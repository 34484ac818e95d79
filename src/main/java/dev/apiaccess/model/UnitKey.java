// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Objects;

/**
 * What AWS writes as one: the centre of planning, locking, ordering and retrying. Several objects may have a say in
 * one unit, but one hand writes it.
 */
public sealed interface UnitKey {

    /** Where AWS keeps it. */
    Place place();

    String accountId();

    /** The namespace whose objects fill the unit, empty when it belongs to no namespace. */
    String namespace();

    /** Short text for logs and messages. */
    String text();

    /**
     * The managed policy of one namespace for one principal, with its attachment. IAM tells neither principals nor policies apart by
     * letter case, and principals not by their paths: a role that comes back in another spelling has the same unit.
     */
    record PolicyUnit(String accountId, String namespace, PrincipalRef principal) implements UnitKey {
        @Override
        public Place place() {
            return Place.global(accountId);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PolicyUnit that
                    && accountId.equals(that.accountId)
                    && namespace.equals(that.namespace)
                    && principal.identity().equals(that.principal.identity());
        }

        @Override
        public int hashCode() {
            return Objects.hash(accountId, namespace, principal.identity());
        }

        @Override
        public String text() {
            return "policy of " + namespace + " for " + principal.text();
        }
    }

    /** One usage plan, owned by one ApiRateLimit. */
    record PlanUnit(String accountId, String region, String namespace, String name) implements UnitKey {
        @Override
        public Place place() {
            return new Place(accountId, region);
        }

        @Override
        public String text() {
            return "usage plan " + namespace + "/" + name;
        }
    }

    /** One API key with its memberships in usage plans, owned by one ApiKeyGrant. */
    record KeyUnit(String accountId, String region, String namespace, String name) implements UnitKey {
        @Override
        public Place place() {
            return new Place(accountId, region);
        }

        @Override
        public String text() {
            return "API key " + namespace + "/" + name;
        }
    }

    /** The marker that says which cluster uses a cluster id in an account. */
    record ClaimUnit(String accountId) implements UnitKey {
        @Override
        public Place place() {
            return Place.global(accountId);
        }

        @Override
        public String namespace() {
            return "";
        }

        @Override
        public String text() {
            return "claim on account " + accountId;
        }
    }
}
