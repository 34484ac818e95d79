// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.List;

/**
 * How an API is reached.
 *
 * @param type EDGE, REGIONAL or PRIVATE
 * @param ipAddressType ipv4, or dualstack for callers with IPv6 addresses too
 * @param vpcEndpointIds VPC endpoints of a private API
 * @param disabled whether its default name answers nobody
 */
public record Endpoint(String type, String ipAddressType, List<String> vpcEndpointIds, boolean disabled) {
    /** Addresses of both families. */
    public static final String DUAL = "dualstack";

    /** Addresses of the old family alone. */
    public static final String IPV4 = "ipv4";

    /** Whether only VPC endpoints lead to it. */
    public boolean isPrivate() {
        return type.equals("PRIVATE");
    }

    /** Whether a caller with an address of the new family reaches it. */
    public boolean takesIpv6() {
        return ipAddressType.equals(DUAL);
    }
}
