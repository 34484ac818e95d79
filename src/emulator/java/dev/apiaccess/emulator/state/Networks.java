// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which VPC each VPC endpoint belongs to, in place of networks. */
public final class Networks {
    private final Map<String, String> vpcs = new ConcurrentHashMap<>();

    /** Puts an endpoint into a VPC. */
    public void put(String endpoint, String vpc) {
        vpcs.put(endpoint, vpc);
    }

    /** The VPC of an endpoint, empty when nobody said. */
    public Optional<String> vpc(String endpoint) {
        return Optional.ofNullable(vpcs.get(endpoint));
    }

    /** Forgets all endpoints. */
    public void clear() {
        vpcs.clear();
    }
}
