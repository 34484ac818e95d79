// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The organization over an account, as far as the account is shown it. Every method is one call and throws {@link AwsFailure}. Only the command
 * line asks.
 */
public interface OrganizationPort {

    /**
     * DescribeOrganization.
     *
     * @param managementAccount 12 digits
     * @param takesPolicies whether it has all features, service control policies among them
     */
    record Membership(String managementAccount, boolean takesPolicies) {}

    /** A service control policy without its document. */
    record Attached(String id, String name) {}

    /**
     * What the simulator says.
     *
     * @param missing condition keys that policies ask for and that it was not told
     */
    record Simulated(boolean allowed, List<String> missing) {}

    /** DescribeOrganization: empty where the account is in none. */
    Optional<Membership> membership();

    /** ListParents: one page of the one root or unit that a unit or an account is in. */
    Page<String> parents(String child, @Nullable String position);

    /** ListPoliciesForTarget: one page of the service control policies of a root, a unit or an account. */
    Page<Attached> policies(String target, @Nullable String position);

    /** DescribePolicy: the document as JSON. */
    String policy(String id);

    /**
     * SimulatePrincipalPolicy: whether the organization allows an action, as IAM's simulator says; empty where it says nothing of that.
     *
     * @param principal ARN of a user or a role
     * @param context condition keys with their values
     */
    Optional<Simulated> allows(String principal, String action, String resource, Map<String, List<String>> context);
}
