// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Declared.RuleWish;
import dev.apiaccess.protect.Standing.Confirmation;
import dev.apiaccess.protect.Standing.Hold;
import dev.apiaccess.protect.Standing.MethodStanding;
import dev.apiaccess.protect.Standing.Phase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the methods of an API stand to the rules, and what is wanted of each now. */
final class MethodStandings {

    private static final String AWS_IAM = "AWS_IAM";

    private final ApiState state;
    private final Gates gates;
    private final ServedMethods served;
    private final AuthorizerStandings authorizers;
    private final Map<String, RuleWish> wishes;
    private final Map<MethodKey, RuleOfMethod> decisions = new LinkedHashMap<>();
    private final SortedMap<String, Confirmation> confirmations;
    private final SortedMap<MethodKey, MethodStanding> standings = new TreeMap<>();
    private final SortedMap<MethodKey, MethodStanding> tried = new TreeMap<>();
    private final SortedMap<MethodKey, MethodState> closed = new TreeMap<>();
    private final SortedMap<MethodKey, Wanted.Reopening> reopened = new TreeMap<>();
    private final SortedMap<MethodKey, MethodState> declaredOpen = new TreeMap<>();
    private final SortedMap<MethodKey, WantedAuthorizers.Use> uses = new TreeMap<>();
    private final AuthorizedMethods authorized;

    MethodStandings(
            Declared declared, ApiState state, Gates gates, ServedMethods served, AuthorizerStandings authorizers) {
        this.state = state;
        this.gates = gates;
        this.served = served;
        this.authorizers = authorizers;
        authorized = new AuthorizedMethods(declared.place(), gates, served, authorizers);
        wishes = declared.rules().stream()
                .collect(Collectors.toMap(wish -> wish.rule().name(), Function.identity(), (first, _) -> first));
        var rules = declared.rules().stream().map(RuleWish::rule).toList();
        var present = state.present().methods().keySet();
        // What only stages have left decides nothing about the methods that are there.
        decisions.putAll(new MethodRules(rules, served.all()).decisions());
        decisions.putAll(new MethodRules(rules, present).decisions());
        confirmations = new Confirmations(served, gates).of(declared.rules(), decisions);
        decisions.forEach((method, decision) -> stand(method, judge(method, decision)));
    }

    /** A rule that is only verified leaves its methods alone, closed ones too. */
    private void stand(MethodKey method, MethodStanding standing) {
        if (!isOnlyVerified(standing.rule())) {
            standings.put(method, standing);
            return;
        }
        tried.put(method, standing);
        closed.remove(method);
        reopened.remove(method);
        declaredOpen.remove(method);
        uses.remove(method);
        standings.put(method, new MethodStanding(Phase.LEFT_ALONE, "", Hold.NONE, ""));
    }

    private boolean isOnlyVerified(String rule) {
        var wish = wishes.get(rule);
        return wish != null && wish.isOnlyVerified();
    }

    /** Methods that a rule decides which is only verified, as they would stand. */
    SortedMap<MethodKey, MethodStanding> tried() {
        return tried;
    }

    SortedMap<MethodKey, MethodStanding> standings() {
        return standings;
    }

    /** Methods whose time has come, those that others opened included. */
    SortedMap<MethodKey, MethodState> closed() {
        return closed;
    }

    SortedMap<MethodKey, Wanted.Reopening> reopened() {
        return reopened;
    }

    SortedMap<MethodKey, MethodState> declaredOpen() {
        return declaredOpen;
    }

    /** Closed methods under an authorizer, with the one that decides about their calls. */
    SortedMap<MethodKey, WantedAuthorizers.Use> uses() {
        return uses;
    }

    /** Nothing has to be confirmed of what is only verified. */
    SortedMap<String, Confirmation> confirmations() {
        var asked = new TreeMap<>(confirmations);
        asked.keySet().removeIf(this::isOnlyVerified);
        return asked;
    }

    /** The methods of the present configuration as they are when everything was made whose time has come. */
    SortedMap<MethodKey, MethodState> after() {
        var after = new TreeMap<>(state.present().methods());
        closed.forEach((method, to) ->
                after.computeIfPresent(method, (_, now) -> now.isClosedBy(to) || uses.containsKey(method) ? to : now));
        reopened.forEach(
                (method, one) -> after.computeIfPresent(method, (_, now) -> now.equals(one.from()) ? one.to() : now));
        return after;
    }

    private MethodStanding judge(MethodKey method, RuleOfMethod decision) {
        return switch (decision) {
            case RuleOfMethod.LeftAlone _ -> new MethodStanding(Phase.LEFT_ALONE, "", Hold.NONE, "");
            case RuleOfMethod.PartOfMethod part ->
                new MethodStanding(
                        Phase.REFUSED,
                        part.rule(),
                        Hold.PART_OF_METHOD,
                        "rule " + part.rule() + " is about " + part.calls()
                                + ", a part of it, and API Gateway authorizes methods whole: give that path a resource of its own,"
                                + " or let the rule cover the method");
            case RuleOfMethod.Decided decided ->
                new Judgement(method, Objects.requireNonNull(wishes.get(decided.rule()))).judge();
        };
    }

    /** A method that a rule decides. */
    private final class Judgement {

        private final MethodKey method;
        private final RuleWish wish;
        private final @Nullable MethodState present;
        /** What it asks for now, or what stages that still have it ask. */
        private final MethodState now;

        Judgement(MethodKey method, RuleWish wish) {
            this.method = method;
            this.wish = wish;
            present = state.present().methods().get(method);
            now = present == null ? served.of(method).getFirst() : present;
        }

        MethodStanding judge() {
            return switch (wish.authorization()) {
                case NONE -> open();
                case ANY, AWS_IAM -> close();
                case AUTHORIZER -> authorize();
            };
        }

        private MethodStanding authorize() {
            var judged = authorized.judge(method, wish, present, now, this::hold);
            judged.closes().ifPresent(to -> closed.put(method, to));
            judged.use().ifPresent(use -> uses.put(method, use));
            return judged.standing();
        }

        private MethodStanding open() {
            var wasClosed = gates.closed().contains(method);
            // What a stage still serves under an authorizer of others this object did not close there.
            var mayReopen = wish.reopen().isPresent()
                    && wasClosed
                    && served.of(method).stream()
                            .allMatch(one ->
                                    one.isOpen() || one.authorization().equals(AWS_IAM) || authorizers.isOwn(one));
            var isServedClosed = served.of(method).stream().anyMatch(one -> !one.isOpen());
            var isReopenedNow = mayReopen && served.uncovered().isEmpty();
            if (!isServedClosed || isReopenedNow) {
                declaredOpen.put(method, asOpenAs(now));
            }
            if (now.isOpen() && !hasKey(now)) {
                return close();
            }
            if (now.isOpen() && !isServedClosed) {
                return close();
            }
            if (!mayReopen) {
                return notOpen(wasClosed);
            }
            if (!now.isOpen() && !now.authorization().equals(AWS_IAM) && !authorizers.hasOwn(method)) {
                return conflict("this object closed it in another way, and it asks for " + now.authorization()
                        + " by now: whoever changed it opens it");
            }
            if (!isReopenedNow) {
                return held(Hold.STAGES_NOT_COVERED, notCovered());
            }
            reopened.put(
                    method,
                    now.isOpen()
                            ? new Wanted.Reopening(MethodState.of(AWS_IAM, now.keyRequired()), asOpenAs(now))
                            : new Wanted.Reopening(now, asOpenAs(now)));
            return standing(Phase.CHANGING, Hold.NONE, "");
        }

        /** Open, with every key that is asked for: whose demand it is nobody knows, and a key that others took out is theirs to publish. */
        private MethodState asOpenAs(MethodState one) {
            return MethodState.of(
                    MethodState.NONE,
                    wish.isKeyRequired()
                            || one.keyRequired()
                            || served.of(method).stream().anyMatch(MethodState::keyRequired));
        }

        private MethodStanding notOpen(boolean wasClosed) {
            var asks = now.isOpen()
                    ? "a stage serves it as "
                            + served.of(method).stream()
                                    .filter(one -> !one.isOpen())
                                    .findFirst()
                                    .map(MethodState::authorization)
                                    .orElse("")
                    : "it asks for " + now.authorization();
            if (wish.reopen().isPresent()) {
                return conflict(asks + ", and this object did not close it: whoever closed it opens it");
            }
            return standing(
                    Phase.REFUSED,
                    Hold.NOT_OPEN,
                    asks + ", and authorization None only compares"
                            + (wasClosed
                                    ? ": say with reopen why it is opened again, or take the rule out"
                                    : ": open it by hand, or take the rule out"));
        }

        private MethodStanding close() {
            if (wish.authorization() == Authorization.AWS_IAM
                    && !now.isOpen()
                    && !now.authorization().equals(AWS_IAM)) {
                return conflict(
                        "it asks for " + now.authorization()
                                + ", and only what is open becomes AWS_IAM: set it to NONE by hand, or take it out of the rule");
            }
            if ((present == null || isEnough(present))
                    && served.ofCovered(method).stream().allMatch(this::isEnough)
                    && !served.isUnread()) {
                return standing(Phase.IN_FORCE, Hold.NONE, "");
            }
            // What was noted of a method is its authorization; a key alone never takes it past what holds it.
            if (wish.authorization() == Authorization.AWS_IAM
                    && present != null
                    && present.isOpen()
                    && gates.closed().contains(method)) {
                closed.put(method, target());
                return standing(
                        Phase.OPENED,
                        Hold.NONE,
                        "this object closed it, and others opened it since: find out who, then let it be corrected or change the rule");
            }
            var hold = hold();
            if (hold.isPresent()) {
                return hold.get();
            }
            closed.put(method, target());
            return standing(Phase.CHANGING, Hold.NONE, "");
        }

        private Optional<MethodStanding> hold() {
            if (!served.uncovered().isEmpty()) {
                return Optional.of(held(Hold.STAGES_NOT_COVERED, notCovered()));
            }
            if (wish.authorization() == Authorization.AWS_IAM && served.isOpen(method)) {
                var confirmation =
                        Objects.requireNonNull(confirmations.get(wish.rule().name()));
                if (!confirmation.isGiven()) {
                    return Optional.of(held(Hold.UNCONFIRMED, unconfirmed(confirmation)));
                }
                if (gates.unsettledPolicies().isPresent()) {
                    return Optional.of(held(
                            Hold.POLICIES_NOT_SETTLED, gates.unsettledPolicies().get()));
                }
            }
            if (isKeyMissing()) {
                var without = new TreeSet<>(served.deployed());
                without.removeAll(gates.stagesWithKeys());
                if (!without.isEmpty()) {
                    return Optional.of(held(
                            Hold.NO_PLAN_FOR_STAGE,
                            "nobody could call it: no usage plan with an enabled key has stage "
                                    + String.join(", ", without) + " (declare an ApiRateLimit and an ApiKeyGrant)"));
                }
            }
            return Optional.empty();
        }

        private String unconfirmed(Confirmation confirmation) {
            var name = wish.rule().name();
            return "it is served to callers that do not sign, whom AWS_IAM cuts off; when all " + confirmation.count()
                    + " such methods of the rule are called with signatures, "
                    + (wish.isConfirmed() || gates.confirmed().containsKey(name)
                            ? "annotate apiaccess.dev/confirm: " + name + "=" + confirmation.digest()
                            : "set confirm: CallersSign");
        }

        private boolean isKeyMissing() {
            return wish.isKeyRequired()
                    && (!hasKey(now) || served.ofCovered(method).stream().anyMatch(one -> !hasKey(one)));
        }

        /** Whether the rule is followed, as far as an answer of API Gateway says. */
        private boolean isEnough(MethodState one) {
            return hasKey(one)
                    && (wish.authorization() != Authorization.AWS_IAM
                            || one.authorization().equals(AWS_IAM));
        }

        private boolean hasKey(MethodState one) {
            return one.keyRequired() || !wish.isKeyRequired();
        }

        private MethodState target() {
            var key = now.keyRequired() || wish.isKeyRequired();
            return wish.authorization() == Authorization.AWS_IAM
                    ? MethodState.of(AWS_IAM, key)
                    : key ? now.withKey() : now;
        }

        private String notCovered() {
            return "methods are the same in all stages, and stage " + String.join(", ", served.uncovered())
                    + " is deployed and not named: name it, or \"*\" for all";
        }

        private MethodStanding conflict(String message) {
            return standing(Phase.REFUSED, Hold.CONFLICT, message);
        }

        private MethodStanding held(Hold hold, String message) {
            return standing(Phase.WAITING, hold, message);
        }

        private MethodStanding standing(Phase phase, Hold hold, String message) {
            return new MethodStanding(phase, wish.rule().name(), hold, message);
        }
    }
}
