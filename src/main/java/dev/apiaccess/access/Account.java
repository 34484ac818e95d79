// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;
import java.util.Optional;

/**
 * What AWS holds of an account, as far as it decides about calls of REST APIs. Names of keys, never their values.
 *
 * @param id 12 digits
 * @param policies managed policies whose documents are known, also those that nobody has
 */
public record Account(
        String partition,
        String id,
        List<Identity> identities,
        List<RestApi> apis,
        List<UsagePlan> plans,
        List<ApiKey> keys,
        List<Unread> unread,
        List<Document> policies,
        Organization organization) {

    /**
     * A part of the account that could not be read: that nothing of it is here does not say that there is nothing.
     *
     * @param where id of the API for stages, with a slash and the stage for exports, region for APIs and keys; empty where the part has no place
     * @param why a clause
     */
    public record Unread(Part part, String where, String why) {}

    /** What can be missing as a whole. */
    public enum Part {
        IDENTITIES,
        APIS,
        STAGES,
        /** The resource policy as a stage has it deployed. */
        EXPORTS,
        /** Usage plans, keys and which key is in which plan. */
        KEYS
    }

    /** A usage plan with the stages whose keys it makes valid. */
    public record UsagePlan(String id, String name, List<PlanStage> stages) {
        public UsagePlan {
            stages = List.copyOf(stages);
        }
    }

    /** A stage in a usage plan. */
    public record PlanStage(String apiId, String stage) {}

    public Account {
        identities = List.copyOf(identities);
        apis = List.copyOf(apis);
        plans = List.copyOf(plans);
        keys = List.copyOf(keys);
        unread = List.copyOf(unread);
        policies = List.copyOf(policies);
    }

    /** An account whose organization is not seen. */
    public Account(
            String partition,
            String id,
            List<Identity> identities,
            List<RestApi> apis,
            List<UsagePlan> plans,
            List<ApiKey> keys,
            List<Unread> unread) {
        this(partition, id, identities, apis, plans, keys, unread, List.of(), Organization.unseen());
    }

    /** The same in an organization. */
    public Account in(Organization other) {
        return new Account(partition, id, identities, apis, plans, keys, unread, policies, other);
    }

    /** An account that was read whole. */
    public Account(
            String partition,
            String id,
            List<Identity> identities,
            List<RestApi> apis,
            List<UsagePlan> plans,
            List<ApiKey> keys) {
        this(partition, id, identities, apis, plans, keys, List.of());
    }

    /** Why a part is not here, of any place. */
    public Optional<Unread> unread(Part part) {
        return unread.stream().filter(one -> one.part() == part).findFirst();
    }

    /** Why a part is not here. */
    public Optional<Unread> unread(Part part, String where) {
        return unread.stream()
                .filter(one -> one.part() == part && one.where().equals(where))
                .findFirst();
    }

    /** The managed policy with that ARN. */
    public Optional<Document> policy(String arn) {
        return policies.stream().filter(one -> one.name().equals(arn)).findFirst();
    }

    /** The identity that is called so: {@code role/apps/orders-web}. */
    public Optional<Identity> identity(String spoken) {
        return identities.stream().filter(one -> one.spoken().equals(spoken)).findFirst();
    }

    /** The APIs with that id or name; AWS lets several have one name. */
    public List<RestApi> apis(String idOrName) {
        return apis.stream()
                .filter(api -> api.id().equals(idOrName) || api.name().equals(idOrName))
                .toList();
    }

    /** The keys with that id or name; AWS lets several have one name. */
    public List<ApiKey> keys(String idOrName) {
        return keys.stream()
                .filter(key -> key.id().equals(idOrName) || key.name().equals(idOrName))
                .toList();
    }

    /** The usage plans that a stage is in. */
    public List<UsagePlan> plans(String apiId, String stage) {
        return plans.stream()
                .filter(plan -> plan.stages().contains(new PlanStage(apiId, stage)))
                .toList();
    }

    /** Whether a call of a stage with that key passes as far as the key decides. */
    public boolean opens(ApiKey key, String apiId, String stage) {
        return key.enabled()
                && plans(apiId, stage).stream().anyMatch(plan -> key.plans().contains(plan.id()));
    }
}
