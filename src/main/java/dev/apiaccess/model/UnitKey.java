// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The unit of write: planning, locking, ordering and retrying happen per unit. Several objects may contribute to a unit, but it has one
 * writer. Other rooms get every property of a unit from its key, so that a new kind is described here.
 */
public sealed interface UnitKey {

    /** The service that keeps the unit and lists it. */
    Operation.Service service();

    /** Where AWS keeps the unit. */
    Place place();

    String accountId();

    /** The namespace whose objects fill the unit, empty when it belongs to no namespace. */
    String namespace();

    /** Short text for logs and messages. */
    String text();

    /** The name of its things, in words: {@code usage plan}. */
    String thing();

    /** The owner tag of its things, empty where there is none. */
    String ownerTag();

    /** Whether an owner tag read from AWS is one of this unit. */
    default boolean isOwner(String tag) {
        return ownerTag().equals(tag);
    }

    /** The observed state when AWS holds nothing of the unit. */
    Observed nothing();

    /** A unit owned by a single object. */
    sealed interface Owned extends UnitKey {

        String region();

        /** Name of the object. */
        String name();

        OwnerRef owner();

        /** AWS's name for its things: {@code UsagePlan}. */
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
     * The managed policy of one namespace for one principal, with its attachment. IAM distinguishes neither principals nor policies by
     * letter case, and principals not by path: a role recreated in another spelling has the same unit.
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

        /** Principals are compared by their identity in IAM. */
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

    /** One REST API, of which the object that holds it manages methods, resource policy, deployments and stages. */
    record RestApiUnit(String accountId, String region, String apiId) implements UnitKey {
        @Override
        public Operation.Service service() {
            return Operation.Service.API_GATEWAY;
        }

        @Override
        public Place place() {
            return new Place(accountId, region);
        }

        /** None: which object holds it is decided anew each time. */
        @Override
        public String namespace() {
            return "";
        }

        @Override
        public String text() {
            return "REST API " + apiId;
        }

        @Override
        public String thing() {
            return "REST API";
        }

        @Override
        public String ownerTag() {
            return "";
        }

        @Override
        public Observed nothing() {
            return new Observed.Api(List.of());
        }
    }

    /** The alarms that one ApiProtection declares: one for each of them and each stage. */
    record AlarmUnit(String accountId, String region, String namespace, String name) implements Owned {
        @Override
        public Operation.Service service() {
            return Operation.Service.CLOUDWATCH;
        }

        @Override
        public String thing() {
            return "alarm";
        }

        @Override
        public String text() {
            return "alarms of " + namespace + "/" + name;
        }

        @Override
        public String type() {
            return "Alarm";
        }

        @Override
        public OwnerRef owner() {
            return new OwnerRef("ApiProtection", namespace, name);
        }

        @Override
        public Observed nothing() {
            return new Observed.Alarms(List.of());
        }
    }

    /** The marker that names the cluster that uses a cluster id in an account. */
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

        /** Always true: a claim belongs to the whole cluster. */
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
