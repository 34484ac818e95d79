// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything outside of an object that its checks read.
 *
 * @param namespace name of the object's namespace
 * @param labels of the namespace
 * @param connections every AwsConnection of the cluster
 * @param accounts what is known of AWS
 * @param neighbours the objects of the namespace
 */
public record Surroundings(
        String namespace,
        Map<String, String> labels,
        List<AwsConnection> connections,
        Accounts accounts,
        Places.Neighbours neighbours) {

    /** What is known of AWS, account by account: few of those that a cluster has are asked about for one namespace. */
    @FunctionalInterface
    public interface Accounts {

        /** An account; null until it was read once. */
        @Nullable
        Account get(String accountId);
    }

    /** For checks that do not depend on the other objects of the namespace. */
    public Surroundings(
            String namespace,
            Map<String, String> labels,
            List<AwsConnection> connections,
            Map<String, Account> accounts) {
        this(namespace, labels, connections, accounts::get, Places.Neighbours.NONE);
    }

    /**
     * What exists in an account and is not ours.
     *
     * @param partition {@code aws}, {@code aws-cn}, ...
     * @param principals by {@link PrincipalRef#identity()}; empty until IAM was listed once
     * @param principalIds unique ids from IAM, by identity; a principal that was deleted and made anew has another
     * @param slots how many managed policies the principals carry
     * @param regions absent until a region was listed once
     * @param denied regions that AWS does not let us read
     */
    public record Account(
            String partition,
            Optional<Map<String, PrincipalRef>> principals,
            Map<String, String> principalIds,
            Slots slots,
            Map<String, Region> regions,
            Set<String> denied) {

        /** One in which nothing is denied, and no ids are known. */
        public Account(
                String partition,
                Optional<Map<String, PrincipalRef>> principals,
                Slots slots,
                Map<String, Region> regions) {
            this(partition, principals, Map.of(), slots, regions, Set.of());
        }

        /** The same for a namespace, of which another question tells whether its policy is carried. */
        public Account withHolding(Predicate<PrincipalRef> holding) {
            return new Account(
                    partition,
                    principals,
                    principalIds,
                    new Slots(slots.attached(), holding, slots.quotas()),
                    regions,
                    denied);
        }
    }

    /**
     * IAM lets a principal carry few managed policies, ours and foreign ones together.
     *
     * @param attached how many each principal carries, by {@link PrincipalRef#identity()}
     * @param holding whether a principal carries the policy of the object's namespace already
     * @param quotas the most that a principal may carry
     */
    public record Slots(Map<String, Integer> attached, Predicate<PrincipalRef> holding, AccountQuotas quotas) {

        /** Nothing is known, or no principal carries anything. */
        public static final Slots FREE = new Slots(Map.of(), _ -> false, AccountQuotas.DEFAULT);

        /** How many policies a principal would carry with the namespace's own, 0 when that is attached already. */
        int with(PrincipalRef principal) {
            return holding.test(principal) ? 0 : attached.getOrDefault(principal.identity(), 0) + 1;
        }
    }

    /** @param stages stages by name, by API id; an API is absent until its stages were asked for */
    public record Region(List<RestApi> apis, Map<String, Map<String, ShownStage>> stages) {}
}
