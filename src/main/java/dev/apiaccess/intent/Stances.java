// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.ObjectStatus;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Decides the stance of an object: the first check that applies decides. */
public final class Stances {

    private Stances() {}

    /**
     * What decides beside the object itself.
     *
     * @param retained whether its things stay when it is deleted
     * @param held whether its deletion is held
     * @param over whether it ended a while ago
     */
    public record Beside(BooleanSupplier retained, BooleanSupplier held, BooleanSupplier over) {}

    /**
     * The stance of an object.
     *
     * @param verdict result of its checks, computed only where it counts
     */
    public static <I> Stance<I> of(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object,
            Supplier<Verdict<I>> verdict,
            Beside beside) {
        return Stream.<Supplier<Optional<Stance<I>>>>of(
                        () -> over(object, beside), () -> leaving(object, beside), () -> paused(object))
                .flatMap(check -> check.get().stream())
                .findFirst()
                .orElseGet(() -> checked(object, verdict.get()));
    }

    /** The end takes precedence over the deletion of the object, which may be held. */
    private static <I> Optional<Stance<I>> over(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Beside beside) {
        return isPaused(object) || plans(object) || !beside.over().getAsBoolean()
                ? Optional.empty()
                : Optional.of(new Stance.Over<>());
    }

    private static <I> Optional<Stance<I>> leaving(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Beside beside) {
        if (!object.isMarkedForDeletion()) {
            return Optional.empty();
        }
        var ending = beside.retained().getAsBoolean()
                ? Stance.Ending.RETAIN
                : isPaused(object)
                        ? Stance.Ending.PAUSED
                        : beside.held().getAsBoolean() ? Stance.Ending.HELD : Stance.Ending.DELETE;
        return Optional.of(new Stance.Leaving<>(ending));
    }

    private static <I> Optional<Stance<I>> paused(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return isPaused(object) ? Optional.of(new Stance.Paused<>()) : Optional.empty();
    }

    private static <I> Stance<I> checked(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Verdict<I> verdict) {
        return switch (verdict) {
            case Verdict.Rejected<I> why -> new Stance.Rejected<>(why, plans(object));
            case Verdict.Wanted<I>(var intent) ->
                plans(object) ? new Stance.Planned<>(intent) : new Stance.Enforced<>(intent);
        };
    }

    private static boolean isPaused(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return Annotated.has(object, Annotations.PAUSED);
    }

    private static boolean plans(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return object.getSpec().mode() == Mode.Plan;
    }
}
