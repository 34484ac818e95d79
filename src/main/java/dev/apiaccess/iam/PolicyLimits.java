// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

/** AWS's limits on policies, in characters unless said otherwise (IAM quotas; API Gateway quotas). */
public final class PolicyLimits {

    /** A managed policy, white space not counted. */
    public static final int MANAGED_POLICY_SIZE = 6_144;

    /** Any document that is read; AWS's own are larger than those of customers, one in every account has 135,200 characters. */
    public static final int DOCUMENT_LENGTH = 1_048_576;

    /** The resource policy of a REST API; adjustable per account. */
    public static final int REST_API_POLICY_LENGTH = 8_192;

    /** Versions that IAM keeps per managed policy, the default one included. */
    public static final int VERSIONS_PER_POLICY = 5;

    /** Levels of nesting a reader follows; a policy needs six. */
    public static final int NESTING_DEPTH = 16;

    private PolicyLimits() {}
}
