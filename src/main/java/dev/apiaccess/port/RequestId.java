// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes AWS's id of a request from the adapter that made it to whoever tells of it, past the values that ports return. */
public final class RequestId {

    private static final ScopedValue<RequestId> ASKED_FOR = ScopedValue.newInstance();

    private @Nullable String id;

    /** Makes a call of a port and keeps the id of its request, also when the call fails. */
    public <T> T of(Supplier<T> call) {
        return ScopedValue.where(ASKED_FOR, this).call(call::get);
    }

    /** Is told by adapters, in the thread of the call. */
    public static void is(@Nullable String id) {
        if (id != null && ASKED_FOR.isBound()) {
            ASKED_FOR.get().id = id;
        }
    }

    /** Empty when AWS did not answer. */
    public Optional<String> value() {
        return Optional.ofNullable(id);
    }
}
