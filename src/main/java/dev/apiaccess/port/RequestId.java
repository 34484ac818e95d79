// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries AWS's request id from the adapter to the audit log, past the values that ports return. */
public final class RequestId {

    private static final ScopedValue<RequestId> ASKED_FOR = ScopedValue.newInstance();

    private @Nullable String id;

    /** Makes a call of a port and keeps its request id, also when the call fails. */
    public <T> T of(Supplier<T> call) {
        return ScopedValue.where(ASKED_FOR, this).call(call::get);
    }

    /** Called by adapters, in the thread of the call. */
    public static void is(@Nullable String id) {
        if (id != null && ASKED_FOR.isBound()) {
            ASKED_FOR.get().id = id;
        }
    }

    /** The request id, empty when AWS did not answer. */
    public Optional<String> value() {
        return Optional.ofNullable(id);
    }
}
