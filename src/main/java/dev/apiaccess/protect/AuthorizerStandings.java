// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Declared.AuthorizerUse;
import dev.apiaccess.protect.Standing.AuthorizerStanding;
import dev.apiaccess.protect.Standing.Hold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the authorizers of an API stand to what is declared: which is the one that is meant, which has to be made, and which of its own an object
 * may take away. Of its own are those alone whose ids it noted.
 */
final class AuthorizerStandings {

    /** As many are noted. */
    private static final int MOST_NOTED = 20;

    private static final int SHOWN_LENGTH = 200;
    private static final int NAMED = 3;
    private static final String COGNITO = "COGNITO_USER_POOLS";

    /** What came of looking for an authorizer. */
    sealed interface Found {

        /** @param authorization of methods that have it */
        record Usable(ExistingAuthorizer authorizer, String authorization, SortedSet<String> scopes) implements Found {

            /** As {@link MethodState#authorizer} has it. */
            String content() {
                return MethodState.content(authorizer.definition(), scopes);
            }
        }

        /** It cannot be used now. */
        record Held(Hold hold, String message) implements Found {}
    }

    private final Declared declared;
    private final ExistingApi api;
    private final ApiState state;
    private final SortedMap<String, String> noted;
    private final SortedMap<String, ExistingAuthorizer> current = new TreeMap<>();
    private final SortedMap<String, ExistingAuthorizer> unnoted = new TreeMap<>();
    private final SortedMap<String, WantedAuthorizers.Made> made = new TreeMap<>();
    private final SortedMap<String, String> refused = new TreeMap<>();

    /** @param noted ids of those that the object made, with their names in it */
    AuthorizerStandings(Declared declared, ExistingApi api, ApiState state, Map<String, String> noted) {
        this.declared = declared;
        this.api = api;
        this.state = state;
        this.noted = new TreeMap<>(noted);
        if (!api.unreadAuthorizers()) {
            declared.authorizers().forEach(this::look);
        }
    }

    private void look(String name, Authorizer wanted) {
        var asks = wanted.digest();
        var own = own(name)
                .filter(one -> one.definition().digest().equals(asks))
                .min(Comparator.comparing(
                                (ExistingAuthorizer one) -> methodsOf(one.id()).isEmpty())
                        .thenComparing(ExistingAuthorizer::id));
        if (own.isPresent()) {
            current.put(name, own.get());
            return;
        }
        var left = api.authorizers().values().stream()
                .filter(one -> !noted.containsKey(one.id())
                        && one.definition().digest().equals(asks)
                        && AuthorizerNames.isOf(one.definition().name(), name, declared.mark(), asks))
                .min(Comparator.comparing(ExistingAuthorizer::id));
        if (left.isPresent()) {
            unnoted.put(name, left.get());
            return;
        }
        var taken = api.authorizers().values().stream()
                .map(one -> one.definition().name())
                .collect(Collectors.toSet());
        var free = Stream.iterate(0, round -> round < AuthorizerNames.ROUNDS, round -> round + 1)
                .map(round -> AuthorizerNames.of(name, declared.mark(), asks, round))
                .filter(one -> !taken.contains(one))
                .findFirst();
        if (free.isEmpty() || noted.size() + made.size() >= MOST_NOTED) {
            refused.put(
                    name,
                    "there are " + noted.size() + " authorizers that were made for this object, and no more are made:"
                            + " deploy what waits, so that those which nothing has any more are taken away");
            return;
        }
        var changed = own(name)
                .filter(one -> AuthorizerNames.isOf(one.definition().name(), name, declared.mark(), asks))
                .findFirst();
        made.put(
                name,
                new WantedAuthorizers.Made(
                        name,
                        wanted.named(free.get()),
                        changed.map(one -> WantedAuthorizers.Field.between(one.definition(), wanted))
                                .orElse(List.of())));
    }

    private Stream<ExistingAuthorizer> own(String name) {
        return api.authorizers().values().stream().filter(one -> name.equals(noted.get(one.id())));
    }

    /** The authorizer that a rule means, whether it was tried or not. */
    Found find(AuthorizerUse use) {
        var found = named(use.name());
        return found instanceof Found.Usable usable ? scoped(usable.authorizer(), use) : found;
    }

    private Found named(String name) {
        if (api.unreadAuthorizers()) {
            return new Found.Held(
                    Hold.AUTHORIZER_UNPROVEN,
                    "nobody knows whether authorizer " + name + " is there, since the operator has no apigateway:GET on"
                            + " /restapis/*/authorizers: add it to its policy (apiaccess iam-policy account)");
        }
        return declared.authorizers().containsKey(name) ? ours(name) : theirs(name);
    }

    private Found ours(String name) {
        var own = current.get(name);
        if (own != null) {
            return new Found.Usable(own, "", new TreeSet<>());
        }
        var refusal = refused.get(name);
        var change = made.get(name);
        return refusal != null
                ? new Found.Held(Hold.CONFLICT, refusal)
                : change != null && change.isCorrection()
                        ? new Found.Held(Hold.AUTHORIZER_CHANGED, changed(change))
                        : new Found.Held(Hold.AUTHORIZER_PENDING, "authorizer " + name + " is being made");
    }

    private static String changed(WantedAuthorizers.Made change) {
        return "others changed authorizer " + change.name() + " ("
                + cut(change.changed().stream()
                        .map(field -> field.name() + " is " + field.found() + " and not " + field.wanted())
                        .collect(Collectors.joining("; ")))
                + ")";
    }

    private Found theirs(String name) {
        var all = api.authorizers().values().stream()
                .filter(one -> one.definition().name().equals(name))
                .toList();
        if (all.size() == 1) {
            return new Found.Usable(all.getFirst(), "", new TreeSet<>());
        }
        return all.isEmpty()
                ? new Found.Held(
                        Hold.AUTHORIZER_NOT_FOUND,
                        "the API has no authorizer " + name + ": declare it in authorizers, or have it made in the API")
                : new Found.Held(
                        Hold.CONFLICT,
                        "the API has " + all.size() + " authorizers " + name
                                + ", and nobody knows which is meant: have one of them renamed");
    }

    private static Found scoped(ExistingAuthorizer authorizer, AuthorizerUse use) {
        var type = authorizer.definition().type();
        if (type.equals(COGNITO)) {
            return new Found.Usable(authorizer, COGNITO, use.scopes());
        }
        if (!type.equals("TOKEN") && !type.equals("REQUEST")) {
            return new Found.Held(
                    Hold.CONFLICT,
                    "authorizer " + use.name() + " is of type " + cut(type)
                            + ", which is not known here: let the rule name one of type TOKEN, REQUEST or " + COGNITO);
        }
        return use.scopes().isEmpty()
                ? new Found.Usable(authorizer, "CUSTOM", use.scopes())
                : new Found.Held(
                        Hold.CONFLICT,
                        "authorizer " + use.name() + " is of type " + type + ", and API Gateway looks at scopes for "
                                + COGNITO + " alone: take scopes out of the rule");
    }

    /** Why methods cannot come under an authorizer yet; empty where it answered. */
    static Optional<Found.Held> untried(AuthorizerUse use, ExistingAuthorizer authorizer, FenceStatements.Place place) {
        return switch (authorizer.trial()) {
            case Trial.Answered _ -> Optional.empty();
            case Trial.Untried _ ->
                Optional.of(new Found.Held(Hold.AUTHORIZER_PENDING, "authorizer " + use.name() + " is being tried"));
            case Trial.Refused _ ->
                Optional.of(new Found.Held(
                        Hold.AUTHORIZER_UNPROVEN,
                        "authorizer " + use.name()
                                + " has an identityValidationExpression, which refuses the token that it"
                                + " is tried with, so that nobody knows whether it answers: take the expression away in API"
                                + " Gateway, or declare an authorizer of the same function"));
            case Trial.Failed(var why) ->
                Optional.of(new Found.Held(Hold.AUTHORIZER_UNPROVEN, unproven(use.name(), authorizer, why, place)));
        };
    }

    /** What API Gateway says, and how it may call a function. */
    private static String unproven(
            String name, ExistingAuthorizer authorizer, String why, FenceStatements.Place place) {
        var function = authorizer.definition().lambdaArn().orElse("");
        return "API Gateway could not ask authorizer " + name + " (" + cut(why)
                + "), and every call would meet an error: "
                + (function.isEmpty()
                        ? "put that right"
                        : "let it call the function (aws lambda add-permission --function-name " + function
                                + " --statement-id apigateway --action lambda:InvokeFunction --principal"
                                + " apigateway.amazonaws.com --source-arn arn:" + place.partition() + ":execute-api:"
                                + place.region() + ":" + place.account() + ":" + place.apiId() + "/authorizers/"
                                + authorizer.id() + "), or set credentialsRoleArn");
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...";
    }

    /** Whether a method of the present configuration has an authorizer that the object made. */
    boolean hasOwn(MethodKey method) {
        var configured = api.methods().get(method);
        return configured != null && noted.containsKey(configured.authorizerId());
    }

    /** Whether a method has one of the object's own that others changed since. */
    boolean hasChanged(MethodKey method) {
        var configured = api.methods().get(method);
        var authorizer = configured == null ? null : api.authorizers().get(configured.authorizerId());
        if (authorizer == null) {
            return false;
        }
        var name = noted.get(authorizer.id());
        return name != null
                && !AuthorizerNames.isOf(
                        authorizer.definition().name(),
                        name,
                        declared.mark(),
                        authorizer.definition().digest());
    }

    /** Whether what decides about a method is what the object made once. */
    boolean isOwn(MethodState one) {
        var asks = one.asks();
        return !asks.isEmpty()
                && noted.entrySet().stream().anyMatch(note -> {
                    var there = api.authorizers().get(note.getKey());
                    return there != null
                            && (there.definition().digest().equals(asks)
                                    || AuthorizerNames.isOf(
                                            there.definition().name(), note.getValue(), declared.mark(), asks));
                });
    }

    /** Those that are missing; not those that only rules name of which nothing is made. */
    List<WantedAuthorizers.Made> made() {
        return made.entrySet().stream()
                .filter(one -> !isOnlyVerified(one.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private boolean isOnlyVerified(String name) {
        var rules = declared.rules().stream()
                .filter(rule -> rule.use().name().equals(name))
                .toList();
        return !rules.isEmpty() && rules.stream().allMatch(Declared.RuleWish::isOnlyVerified);
    }

    /** Ids of all that the object made and that are there, with their names in it; also those that are not noted yet. */
    SortedMap<String, String> known() {
        var known = new TreeMap<>(noted);
        known.keySet()
                .removeIf(id -> !api.unreadAuthorizers()
                        && !api.authorizers().containsKey(id)
                        && methodsOf(id).isEmpty());
        unnoted.forEach((name, one) -> known.put(one.id(), name));
        return known;
    }

    /** Own ones that are not meant any more, that no method has and no stage serves. */
    SortedSet<String> gone() {
        var gone = new TreeSet<String>();
        noted.forEach((id, name) -> {
            var authorizer = api.authorizers().get(id);
            var isMeant = current.values().stream().anyMatch(one -> one.id().equals(id));
            var change = made.get(name);
            // What others changed stays until another one takes its place.
            var isToBeReplaced = change != null && change.isCorrection();
            if (authorizer != null
                    && !isMeant
                    && !isToBeReplaced
                    && methodsOf(id).isEmpty()
                    && !isServed(authorizer, name)) {
                gone.add(id);
            }
        });
        return gone;
    }

    private List<String> methodsOf(String id) {
        return api.methods().entrySet().stream()
                .filter(one -> one.getValue().authorizerId().equals(id))
                .map(one -> one.getKey().verb() + " " + one.getKey().path())
                .toList();
    }

    /** What nobody read may be served. */
    private boolean isServed(ExistingAuthorizer authorizer, String name) {
        return Stream.concat(state.stages().values().stream(), state.canaries().values().stream())
                .anyMatch(id -> {
                    var served = state.deployments().get(id);
                    return served == null
                            || served.methods().values().stream()
                                    .anyMatch(one -> one.isUnread() || isLike(authorizer, name, one));
                });
    }

    private boolean isLike(ExistingAuthorizer authorizer, String name, MethodState one) {
        var asks = one.asks();
        return !asks.isEmpty()
                && (authorizer.definition().digest().equals(asks)
                        || AuthorizerNames.isOf(authorizer.definition().name(), name, declared.mark(), asks));
    }

    /** How each of them stands: those that are declared, and own ones that are not any more and stay. */
    List<AuthorizerStanding> standings() {
        var all = new ArrayList<AuthorizerStanding>();
        declared.authorizers().keySet().forEach(name -> all.add(standing(name)));
        var gone = gone();
        var left = new TreeMap<String, AuthorizerStanding>();
        noted.forEach((id, name) -> {
            if (!declared.authorizers().containsKey(name) && api.authorizers().containsKey(id) && !gone.contains(id)) {
                left.putIfAbsent(name, new AuthorizerStanding(name, AuthorizerStanding.State.KEPT, kept(id, name)));
            }
        });
        all.addAll(left.values());
        return List.copyOf(all);
    }

    private AuthorizerStanding standing(String name) {
        var own = current.get(name);
        if (own != null) {
            return own.trial() instanceof Trial.Failed(var why)
                    ? new AuthorizerStanding(
                            name, AuthorizerStanding.State.UNPROVEN, unproven(name, own, why, declared.place()))
                    : new AuthorizerStanding(name, AuthorizerStanding.State.IN_PLACE, "");
        }
        var held = (Found.Held) named(name);
        return new AuthorizerStanding(
                name,
                switch (held.hold()) {
                    case AUTHORIZER_CHANGED -> AuthorizerStanding.State.CHANGED;
                    case AUTHORIZER_PENDING -> AuthorizerStanding.State.MAKING;
                    case AUTHORIZER_UNPROVEN -> AuthorizerStanding.State.UNPROVEN;
                    default -> AuthorizerStanding.State.REFUSED;
                },
                held.message());
    }

    private String kept(String id, String name) {
        var methods = methodsOf(id);
        return "authorizer " + name + " is not declared any more, and stays, since "
                + (methods.isEmpty()
                        ? "a stage may still serve methods under it: deploy the API"
                        : String.join(", ", methods.subList(0, Math.min(NAMED, methods.size())))
                                + (methods.size() > NAMED ? " and " + (methods.size() - NAMED) + " more methods" : "")
                                + (methods.size() == 1 ? " asks it" : " ask it")
                                + ": let a rule name another authorizer, or declare it again");
    }
}
