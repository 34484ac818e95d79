// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;

/** One operation of a query protocol: authorises, acts and writes the result element's content. */
@FunctionalInterface
public interface QueryHandler {
    /**
     * Handles one call.
     *
     * @throws dev.apiaccess.emulator.wire.AwsError for every refusal
     */
    void handle(Call call, Params params, Xml out);
}
