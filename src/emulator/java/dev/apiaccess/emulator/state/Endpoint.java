// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.List;

/**
 * How an API is reached.
 *
 * @param type EDGE, REGIONAL or PRIVATE
 * @param vpcEndpointIds VPC endpoints of a private API
 * @param disabled whether its default name answers nobody
 */
public record Endpoint(String type, List<String> vpcEndpointIds, boolean disabled) {
    /** Whether only VPC endpoints lead to it. */
    public boolean isPrivate() {
        return type.equals("PRIVATE");
    }
}
