// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.Request;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides a call of a REST API as API Gateway does: the deployed method, its authorization type, the policies, the API key. Source: API
 * Gateway developer guide, how resource policies affect the authorization workflow.
 */
public final class Access {

    private static final String SECURE = "aws:SecureTransport";
    private static final Map<String, List<String>> SECURE_ONLY = Map.of(SECURE, List.of("true"));
    private static final Missing ROUTE = new Missing.Undocumented(
            "which method AWS finds for a path with an escape, a double slash, a dot or a slash at its end");
    private static final Missing CALLER_OF_ENDPOINT =
            new Missing.Undocumented("which caller an endpoint policy sees on a method without IAM authorization");

    /** The key that a method demands, where the question does not say which the call has. */
    static final Missing API_KEY = new Missing.Undocumented("the API key");

    static final Missing AUTHORIZER = new Missing.Undocumented("what the authorizer answers");

    private static final Attached EVERYTHING = Attached.of(
            "everything",
            PolicyDocument.of(new Statement(
                    null, Effect.ALLOW, PrincipalSet.everyone(), ActionSet.of("*"), ResourceSet.of("*"), List.of())));

    private final DeployedApi api;
    private final Routes routes;

    /** @param api as the stage serves it that is called */
    public Access(DeployedApi api) {
        this.api = api;
        this.routes = new Routes(api.methods());
    }

    /** The method that a call meets, if one is deployed, by its path as written. */
    public Optional<DeployedMethod> method(Call call) {
        return routes.find(call.verb(), call.path());
    }

    /** Whether the ways in which AWS may read the path meet methods that answer differently, or are too many to look at. */
    boolean isRouteOpen(Call call) {
        var readings = call.readings();
        if (readings.size() == 1) {
            return false;
        }
        var methods = readings.stream()
                .map(path ->
                        routes.find(call.verb(), path).map(method -> method.authorization() + method.keyRequired()))
                .distinct()
                .count();
        return methods > 1 || readings.size() == Call.MOST_READINGS;
    }

    /**
     * Decides a call.
     *
     * @param caller the policies of the caller; those of the API are added
     */
    public Answer decide(Question question, Policies caller) {
        if (isRouteOpen(question.call())) {
            return unknown(Layer.ROUTE, "the path can be read in several ways, which meet different methods", ROUTE);
        }
        var method = method(question.call());
        if (method.isEmpty()) {
            return no(
                    Layer.ROUTE,
                    "stage " + api.stage() + " serves no method for "
                            + question.call().verb() + " " + question.call().path());
        }
        return withKey(authorized(question, method.get(), caller), question, method.get());
    }

    private Answer authorized(Question question, DeployedMethod method, Policies caller) {
        if (method.authorization().equals(DeployedMethod.AWS_IAM)) {
            return question.caller() instanceof Principal.Anonymous
                    ? no(Layer.AUTHORIZATION, "the method asks for a signature and the caller has none")
                    : answer(signed(question, caller));
        }
        var answer = switch (method.authorization()) {
            case DeployedMethod.NONE -> withoutAuthorization(question);
            case DeployedMethod.CUSTOM -> byAuthorizer(question, method, false);
            case DeployedMethod.COGNITO -> byAuthorizer(question, method, true);
            default ->
                unknown(
                        "AWS's documentation does not say how authorization type " + method.authorization()
                                + " goes together with policies",
                        new Missing.Undocumented("authorization type " + method.authorization()));
        };
        return answer.value() == Value.NO ? answer : throughEndpoint(question, answer);
    }

    /** AWS documents that the endpoint policy is asked first, and that its caller is anonymous where nobody signs. */
    private Answer throughEndpoint(Question question, Answer otherwise) {
        var endpoint = api.endpointPolicy();
        if (endpoint == null) {
            return otherwise;
        }
        var unsigned = throughEndpoint(question, new Principal.Anonymous(), endpoint);
        var signed = throughEndpoint(question, question.caller(), endpoint);
        if (unsigned.allowed() && signed.allowed()) {
            return otherwise;
        }
        return answer(unsigned).value() == Value.NO && answer(signed).value() == Value.NO
                ? answer(signed)
                : unknown("the policy of the VPC endpoint decides", CALLER_OF_ENDPOINT);
    }

    private Decision throughEndpoint(Question question, Principal caller, Attached endpoint) {
        return Evaluator.evaluate(
                request(question, caller),
                Policies.none()
                        .withResource(EVERYTHING)
                        .withEndpoint(endpoint)
                        .withResourceAccount(caller.accountId().orElse(api.account())));
    }

    private Answer withoutAuthorization(Question question) {
        return api.resourcePolicy() == null
                ? new Answer(
                        Value.YES,
                        Optional.of(Layer.AUTHORIZATION),
                        Optional.empty(),
                        "the method asks for no authorization and the API has no resource policy",
                        Formula.Known.TRUE)
                : answer(unsigned(question));
    }

    /** @param mustAllow whether a resource policy has to allow the call beside the authorizer */
    private Answer byAuthorizer(Question question, DeployedMethod method, boolean mustAllow) {
        if (api.resourcePolicy() != null) {
            var decision = unsigned(question);
            if (decision.outcome() == Decision.Outcome.EXPLICIT_DENY
                    || (mustAllow && decision.outcome() == Decision.Outcome.IMPLICIT_DENY)) {
                return answer(decision);
            }
        }
        return unknown("an authorizer of type " + method.authorization() + " decides", AUTHORIZER);
    }

    private Decision signed(Question question, Policies own) {
        return Evaluator.evaluate(request(question, question.caller()), withApi(own, api));
    }

    /** The policies of a signer beside those of the API. */
    static Policies withApi(Policies own, DeployedApi api) {
        return new Policies(
                own.identity(),
                own.boundary(),
                own.session(),
                own.scps(),
                api.resourcePolicy(),
                api.endpointPolicy(),
                api.account(),
                Policies.ResourceRule.EITHER_IN_ACCOUNT);
    }

    /** What the resource policy says where nobody is asked for a signature, so that no caller is known. */
    private Decision unsigned(Question question) {
        return Evaluator.evaluate(
                request(question, new Principal.Anonymous()),
                Policies.none().withResource(api.resourcePolicy()).withResourceAccount(api.account()));
    }

    /** The question as a request to the policies. */
    Request request(Question question, Principal caller) {
        return new Request(
                ExecuteApi.INVOKE,
                api.arns(question.call()),
                caller,
                withTransport(question.with()),
                question.partial());
    }

    /** API Gateway serves no plain HTTP. */
    static Map<String, List<String>> withTransport(Map<String, List<String>> with) {
        for (var key : with.keySet()) {
            if (SECURE.equalsIgnoreCase(key)) {
                return with;
            }
        }
        if (with.isEmpty()) {
            return SECURE_ONLY;
        }
        var keys = new HashMap<>(with);
        keys.put(SECURE, List.of("true"));
        return keys;
    }

    private static Answer withKey(Answer answer, Question question, DeployedMethod method) {
        if (!method.keyRequired() || answer.value() == Value.NO || question.key() == Question.Key.WORKS) {
            return answer;
        }
        if (question.key() == Question.Key.DOES_NOT_WORK) {
            return no(Layer.KEY, "the method demands an API key of a usage plan of the stage");
        }
        return answer.value() == Value.UNKNOWN
                ? answer
                : new Answer(
                        Value.UNKNOWN,
                        Optional.of(Layer.KEY),
                        Optional.empty(),
                        "the method demands an API key of a usage plan of the stage, and none is given",
                        Formula.open(API_KEY));
    }

    private static Answer answer(Decision decision) {
        var value = switch (decision.outcome()) {
            case ALLOWED -> Value.YES;
            case EXPLICIT_DENY, IMPLICIT_DENY -> Value.NO;
            case UNKNOWN -> Value.UNKNOWN;
        };
        return new Answer(
                value, decision.layer().map(Access::layer), decision.by(), decision.reason(), decision.requirement());
    }

    private static Layer layer(dev.apiaccess.iam.Layer layer) {
        return switch (layer) {
            case SCP -> Layer.SCP;
            case RESOURCE -> Layer.RESOURCE;
            case IDENTITY -> Layer.IDENTITY;
            case BOUNDARY -> Layer.BOUNDARY;
            case SESSION -> Layer.SESSION;
            case ENDPOINT -> Layer.ENDPOINT;
        };
    }

    private static Answer no(Layer by, String reason) {
        return new Answer(Value.NO, Optional.of(by), Optional.empty(), reason, Formula.Known.FALSE);
    }

    private static Answer unknown(String reason, Missing missing) {
        return unknown(Layer.AUTHORIZATION, reason, missing);
    }

    private static Answer unknown(Layer by, String reason, Missing missing) {
        return new Answer(Value.UNKNOWN, Optional.of(by), Optional.empty(), reason, Formula.open(missing));
    }
}
