// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What AWS writes as one: the centre of planning, locking, ordering and retrying. Several objects may have a say in
 * one unit, but one hand writes it. What other rooms ask of every unit it answers itself, so that a new one is told here.
 */
public sealed interface UnitKey {

    /** The service that keeps it, whose listing shows it. */
    Operation.Service service();

    /** Where AWS keeps it. */
    Place place();

    String accountId();

    /** The namespace whose objects fill the unit, empty when it belongs to no namespace. */
    String namespace();

    /** Short text for logs and messages. */
    String text();

    /** What its things are, in words: {@code usage plan}. */
    String thing();

    /** The owner tag of what belongs to it, empty where there is none. */
    String ownerTag();

    /** Whether an owner tag that was read tells that a thing belongs to it. */
    default boolean isOwner(String tag) {
        return ownerTag().equals(tag);
    }

    /** What is observed where AWS holds nothing of it. */
    Observed nothing();

    /** A unit that one object has for itself. */
    sealed interface Owned extends UnitKey {

        String region();

        /** Name of the object. */
        String name();

        OwnerRef owner();

        /** What AWS calls its things: {@code UsagePlan}. */
        String type();

        @Override
        default Place place() {
            return new Place(accountId(), region());
        }

        @Override
        default String text() {
            return thing() + " " + namespace() + "/" + name();
        }

        @Override
        default String ownerTag() {
            return owner().text();
        }
    }

    /**
     * The managed policy of one namespace for one principal, with its attachment. IAM tells neither principals nor policies apart by
     * letter case, and principals not by their paths: a role that comes back in another spelling has the same unit.
     */
    record PolicyUnit(String accountId, String namespace, PrincipalRef principal) implements UnitKey {
        @Override
        public Operation.Service service() {
            return Operation.Service.IAM;
        }

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

        @Override
        public String thing() {
            return "policy";
        }

        @Override
        public String ownerTag() {
            return namespace + "/" + principal.text();
        }

        /** Of principals it counts what IAM takes for their identity. */
        @Override
        public boolean isOwner(String tag) {
            var prefix = namespace + "/";
            return tag.startsWith(prefix)
                    && PrincipalRef.ofArnResource(tag.substring(prefix.length()))
                            .filter(one -> one.identity().equals(principal.identity()))
                            .isPresent();
        }

        @Override
        public Observed nothing() {
            return new Observed.Policy(Optional.empty());
        }
    }

    /** One usage plan, owned by one ApiRateLimit. */
    record UsagePlanUnit(String accountId, String region, String namespace, String name) implements Owned {
        @Override
        public Operation.Service service() {
            return Operation.Service.API_GATEWAY;
        }

        @Override
        public String thing() {
            return "usage plan";
        }

        @Override
        public String type() {
            return "UsagePlan";
        }

        @Override
        public OwnerRef owner() {
            return new OwnerRef("ApiRateLimit", namespace, name);
        }

        @Override
        public Observed nothing() {
            return new Observed.Plan(List.of());
        }
    }

    /** One API key with its memberships in usage plans, owned by one ApiKeyGrant. */
    record ApiKeyUnit(String accountId, String region, String namespace, String name) implements Owned {
        @Override
        public Operation.Service service() {
            return Operation.Service.API_GATEWAY;
        }

        @Override
        public String thing() {
            return "API key";
        }

        @Override
        public String type() {
            return "ApiKey";
        }

        @Override
        public OwnerRef owner() {
            return new OwnerRef("ApiKeyGrant", namespace, name);
        }

        @Override
        public Observed nothing() {
            return new Observed.Key(List.of());
        }
    }

    /** The marker that says which cluster uses a cluster id in an account. */
    record ClaimUnit(String accountId) implements UnitKey {
        @Override
        public Operation.Service service() {
            return Operation.Service.IAM;
        }

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

        @Override
        public String thing() {
            return "policy";
        }

        @Override
        public String ownerTag() {
            return "";
        }

        /** It is the cluster's: nobody else in it has a claim. */
        @Override
        public boolean isOwner(String tag) {
            return true;
        }

        @Override
        public Observed nothing() {
            return new Observed.Policy(Optional.empty());
        }
    }
}
