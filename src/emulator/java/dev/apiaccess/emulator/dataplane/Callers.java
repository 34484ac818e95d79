// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import java.net.InetAddress;

/** Where callers are, as a header says, since all of them are on this machine. */
final class Callers {
    /** Stands for the address that a request comes from. */
    static final String ADDRESS = "x-emulator-source-ip";

    private Callers() {}

    /** The request as if it came from the address that its header names. */
    static WireRequest placed(WireRequest request) {
        String address = request.header(ADDRESS);
        if (address == null) {
            return request;
        }
        return new WireRequest(
                request.method(),
                request.rawPath(),
                request.rawQuery(),
                request.headers(),
                request.body(),
                literal(address));
    }

    private static String literal(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "BadRequestException", ADDRESS + " is no IP address: " + address);
        }
    }

    /** Whether an address is of the new family. */
    static boolean isIpv6(String address) {
        return address.contains(":");
    }
}
