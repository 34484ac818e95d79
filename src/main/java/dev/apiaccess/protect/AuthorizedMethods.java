// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.AuthorizerStandings.Found;
import dev.apiaccess.protect.Declared.RuleWish;
import dev.apiaccess.protect.Standing.Hold;
import dev.apiaccess.protect.Standing.MethodStanding;
import dev.apiaccess.protect.Standing.Phase;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which methods come under an authorizer now: what is open, and what the object gave an authorizer before. */
final class AuthorizedMethods {

    private final FenceStatements.Place place;
    private final Gates gates;
    private final ServedMethods served;
    private final AuthorizerStandings authorizers;

    AuthorizedMethods(FenceStatements.Place place, Gates gates, ServedMethods served, AuthorizerStandings authorizers) {
        this.place = place;
        this.gates = gates;
        this.served = served;
        this.authorizers = authorizers;
    }

    /**
     * A judgement.
     *
     * @param closes what the method shall ask for, if its time has come
     * @param use the authorizer that it has then
     */
    record Judged(MethodStanding standing, Optional<MethodState> closes, Optional<WantedAuthorizers.Use> use) {

        static Judged of(MethodStanding standing) {
            return new Judged(standing, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Judges a method whose rule names an authorizer.
     *
     * @param present null where only stages have it
     * @param now what it asks for, or what stages that still have it ask
     * @param hold what holds it up whatever decides about it
     */
    Judged judge(
            MethodKey method,
            RuleWish wish,
            @Nullable MethodState present,
            MethodState now,
            Supplier<Optional<MethodStanding>> hold) {
        return switch (authorizers.find(wish.use())) {
            case Found.Held held -> held(wish, held);
            case Found.Usable usable -> judge(new Asked(method, wish, present, now, usable), hold);
        };
    }

    private static Judged held(RuleWish wish, Found.Held held) {
        return Judged.of(new MethodStanding(
                held.hold() == Hold.CONFLICT ? Phase.REFUSED : Phase.WAITING,
                wish.rule().name(),
                held.hold(),
                held.message()));
    }

    /** A method with the authorizer that is wanted for it. */
    private record Asked(
            MethodKey method, RuleWish wish, @Nullable MethodState present, MethodState now, Found.Usable usable) {

        MethodState target() {
            return new MethodState(usable.authorization(), usable.content(), now.keyRequired() || wish.isKeyRequired());
        }

        boolean isAskedOf(MethodState one) {
            return one.authorization().equals(usable.authorization())
                    && one.authorizer().equals(usable.content());
        }

        boolean isFollowedBy(MethodState one) {
            return isAskedOf(one) && (one.keyRequired() || !wish.isKeyRequired());
        }

        /** Whether it has the authorizer that is wanted, with whichever scopes. */
        boolean isUnder(MethodState one) {
            return one.asks().equals(usable.authorizer().definition().digest());
        }

        /** Whether the scopes that are wanted let in no token that those of the same authorizer keep out: who narrowed them meant it. */
        boolean mayRescope(MethodState one) {
            return isUnder(one)
                    && (one.scopes().isEmpty()
                            || (!usable.scopes().isEmpty() && one.scopes().containsAll(usable.scopes())));
        }

        /** Whether the configuration has it: any deployment publishes that. */
        boolean isConfigured() {
            return present == null || isAskedOf(present);
        }

        Judged as(Phase phase, Hold hold, String message) {
            return Judged.of(new MethodStanding(phase, wish.rule().name(), hold, message));
        }
    }

    private Judged judge(Asked asked, Supplier<Optional<MethodStanding>> hold) {
        var method = asked.method();
        var present = asked.present();
        if ((present == null || asked.isFollowedBy(present))
                && served.ofCovered(method).stream().allMatch(asked::isFollowedBy)
                && !served.isUnread()) {
            return asked.as(Phase.IN_FORCE, Hold.NONE, "");
        }
        var isOurs = (authorizers.hasOwn(method) && !asked.isUnder(asked.now()))
                || (gates.closed().contains(method) && asked.mayRescope(asked.now()));
        if (!asked.isConfigured() && !asked.now().isOpen() && !isOurs) {
            return asked.as(
                    Phase.REFUSED,
                    Hold.CONFLICT,
                    "it asks for " + asked.now().authorization()
                            + " already"
                            + (asked.now().hasAuthorizer() ? " (another authorizer, or other scopes)" : "")
                            + ", and only what is open, or what this object put under an authorizer, comes under authorizer "
                            + asked.wish().use().name()
                            + ": set it to NONE by hand, or take it out of the rule; scopes that"
                            + " let in more tokens are given by hand too");
        }
        var isOpened = present != null && present.isOpen() && gates.closed().contains(method);
        var untried = asked.isConfigured()
                ? Optional.<Found.Held>empty()
                : AuthorizerStandings.untried(asked.wish().use(), asked.usable().authorizer(), place);
        if (isOpened) {
            return closing(
                    asked,
                    untried.isEmpty(),
                    isOurs,
                    new MethodStanding(
                            Phase.OPENED,
                            asked.wish().rule().name(),
                            Hold.NONE,
                            "this object closed it, and others opened it since: find out who, then let it be corrected or"
                                    + " change the rule"));
        }
        if (untried.isPresent()) {
            return held(asked.wish(), untried.get());
        }
        return hold.get()
                .map(Judged::of)
                .orElseGet(() -> closing(
                        asked,
                        true,
                        isOurs,
                        new MethodStanding(Phase.CHANGING, asked.wish().rule().name(), Hold.NONE, "")));
    }

    private Judged closing(Asked asked, boolean isProven, boolean isOurs, MethodStanding standing) {
        return isProven
                ? new Judged(
                        standing,
                        Optional.of(asked.target()),
                        Optional.of(new WantedAuthorizers.Use(
                                asked.usable().authorizer().id(),
                                asked.usable().scopes(),
                                before(asked, isOurs),
                                authorizers.hasChanged(asked.method()))))
                : Judged.of(standing);
    }

    /** What the object made of it before, in the configuration and in stages. */
    private SortedSet<String> before(Asked asked, boolean isOurs) {
        var before = new TreeSet<String>();
        served.of(asked.method()).stream()
                .filter(one -> asked.isUnder(one)
                        ? gates.closed().contains(asked.method()) && asked.mayRescope(one)
                        : authorizers.isOwn(one))
                .forEach(one -> before.add(one.authorizer()));
        if (isOurs) {
            before.add(asked.now().authorizer());
        }
        before.remove("");
        return before;
    }
}
