// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where calls come from, and who makes them. Each is empty where nothing is said of it.
 *
 * @param addresses ranges in CIDR notation, of both families
 * @param vpcEndpoints ids, {@code vpce-0123456789abcdef0}
 * @param vpcs ids, {@code vpc-0123456789abcdef0}
 * @param organizations ids, {@code o-exampleorgid}
 * @param accounts 12 digits
 * @param principals ARNs, in which {@code *} is a wildcard
 */
public record Sources(
        SortedSet<String> addresses,
        SortedSet<String> vpcEndpoints,
        SortedSet<String> vpcs,
        SortedSet<String> organizations,
        SortedSet<String> accounts,
        SortedSet<String> principals) {

    public Sources {
        addresses = sorted(addresses);
        vpcEndpoints = sorted(vpcEndpoints);
        vpcs = sorted(vpcs);
        organizations = sorted(organizations);
        accounts = sorted(accounts);
        principals = sorted(principals);
    }

    /** Nothing. */
    public static final Sources NONE = new Sources(
            new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

    /** Address ranges alone. */
    public static Sources ofAddresses(String... ranges) {
        return NONE.withAddresses(Set.of(ranges));
    }

    /** The same with other address ranges. */
    public Sources withAddresses(Set<String> ranges) {
        return new Sources(new TreeSet<>(ranges), vpcEndpoints, vpcs, organizations, accounts, principals);
    }

    /** The same with other VPC endpoints and VPCs. */
    public Sources withNetworks(Set<String> endpoints, Set<String> networks) {
        return new Sources(
                addresses, new TreeSet<>(endpoints), new TreeSet<>(networks), organizations, accounts, principals);
    }

    /** The same with other callers, which only signed calls have. */
    public Sources withCallers(Set<String> orgs, Set<String> numbers, Set<String> arns) {
        return new Sources(
                addresses, vpcEndpoints, vpcs, new TreeSet<>(orgs), new TreeSet<>(numbers), new TreeSet<>(arns));
    }

    boolean hasNetworks() {
        return !vpcEndpoints.isEmpty() || !vpcs.isEmpty();
    }

    boolean hasCallers() {
        return !organizations.isEmpty() || !accounts.isEmpty() || !principals.isEmpty();
    }

    boolean isAddressesAlone() {
        return !addresses.isEmpty() && !hasNetworks() && !hasCallers();
    }

    boolean hasIpv4() {
        return addresses.stream().anyMatch(range -> !range.contains(":"));
    }

    boolean hasIpv6() {
        return addresses.stream().anyMatch(range -> range.contains(":"));
    }

    /** The kinds that are said, as lists that are in the order of the fields. */
    List<SortedSet<String>> kinds() {
        return List.of(addresses, vpcEndpoints, vpcs, organizations, accounts, principals);
    }

    private static SortedSet<String> sorted(SortedSet<String> some) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(some));
    }
}
