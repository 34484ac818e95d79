// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiAuthorizer;
import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.AuthorizerType;
import dev.apiaccess.api.MethodAuthorization;
import dev.apiaccess.api.ProtectionRule;
import dev.apiaccess.api.Syntax;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.HumanDuration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Authorizers as a manifest declares them: what contradicts itself, what of an account they name, and what API Gateway is given. */
final class DeclaredAuthorizers {

    private static final String HEADER = "method.request.header.";
    private static final String NOT_KEPT = "0s";
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Pattern NAME = Pattern.compile(Syntax.AUTHORIZER);
    private static final Pattern FUNCTION = Pattern.compile(Syntax.LAMBDA_ARN);
    private static final Pattern POOL = Pattern.compile(Syntax.USER_POOL_ARN);
    private static final Pattern ROLE = Pattern.compile(Syntax.ROLE_ARN);

    private DeclaredAuthorizers() {}

    /** What is wrong with the authorizers of a manifest, or with the rules that name some, and what to do; empty where nothing is. */
    static Optional<String> problem(ApiProtectionSpec spec) {
        return Stream.concat(
                        spec.authorizers().stream().flatMap(one -> problem(one).stream()),
                        spec.rules().stream().flatMap(rule -> problem(rule, spec.authorizers()).stream()))
                .findFirst();
    }

    private static Optional<String> problem(ApiAuthorizer one) {
        var at = "authorizers[" + one.name() + "]";
        if (!NAME.matcher(one.name()).matches()) {
            return Optional.of(at + " has a name that API Gateway does not take: use letters, digits, - and _");
        }
        return (one.type() == AuthorizerType.Cognito ? ofCognito(one) : ofLambda(one))
                .or(() -> ofSources(one))
                .or(() -> ofTtl(one))
                .map(why -> at + why);
    }

    private static Optional<String> ofCognito(ApiAuthorizer one) {
        if (one.userPoolArns().isEmpty() || one.lambdaArn() != null || one.credentialsRoleArn() != null) {
            return Optional.of(
                    ": Cognito asks user pools: set userPoolArns, and leave out lambdaArn and credentialsRoleArn");
        }
        return one.userPoolArns().stream()
                .filter(pool -> !POOL.matcher(pool).matches())
                .findFirst()
                .map(pool -> ".userPoolArns has " + pool
                        + ", which is no user pool (arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID): correct it");
    }

    private static Optional<String> ofLambda(ApiAuthorizer one) {
        var function = one.lambdaArn();
        if (function == null || !one.userPoolArns().isEmpty()) {
            return Optional.of(": Token and Request call a Lambda function: set lambdaArn, and leave out userPoolArns");
        }
        if (!FUNCTION.matcher(function).matches()) {
            return Optional.of(".lambdaArn is " + function
                    + ", which is no function (arn:aws:lambda:REGION:ACCOUNT:function:NAME): correct it");
        }
        var role = one.credentialsRoleArn();
        return role == null || ROLE.matcher(role).matches()
                ? Optional.empty()
                : Optional.of(".credentialsRoleArn is " + role
                        + ", which is no role (arn:aws:iam::ACCOUNT:role/NAME): correct it");
    }

    private static Optional<String> ofSources(ApiAuthorizer one) {
        var sources = one.identitySources();
        if (one.type() == AuthorizerType.Request) {
            return sources.isEmpty() && !NOT_KEPT.equals(one.ttl())
                    ? Optional.of(": what a Request authorizer answered is kept by its identity sources: set"
                            + " identitySources, or ttl to 0s")
                    : Optional.empty();
        }
        return sources.isEmpty() || (sources.size() == 1 && sources.getFirst().startsWith(HEADER))
                ? Optional.empty()
                : Optional.of(": Token and Cognito read one header: set one identity source, " + HEADER + "<name>");
    }

    private static Optional<String> ofTtl(ApiAuthorizer one) {
        try {
            return ttl(one).compareTo(LONGEST) > 0
                    ? Optional.of(".ttl is " + one.ttl() + ": what an authorizer answered is kept for an hour at most")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(".ttl: " + e.getMessage());
        }
    }

    private static Duration ttl(ApiAuthorizer one) {
        var ttl = one.ttl();
        return ttl == null ? USUAL : ttl.equals(NOT_KEPT) ? Duration.ZERO : HumanDuration.parse(ttl);
    }

    private static Optional<String> problem(ProtectionRule rule, List<ApiAuthorizer> authorizers) {
        var at = "rules[" + rule.name() + "]";
        var name = rule.authorizer();
        var isAsked = rule.authorization() == MethodAuthorization.Authorizer;
        if ((name != null) != isAsked) {
            return Optional.of(at + ": authorizer goes with authorization Authorizer: set both, or neither");
        }
        if (name != null && !NAME.matcher(name).matches()) {
            return Optional.of(at + ".authorizer is " + name + ", which no authorizer is called: correct it");
        }
        if (!rule.scopes().isEmpty() && !isAsked) {
            return Optional.of(at + ": scopes are of the tokens that an authorizer reads: set authorization Authorizer,"
                    + " or leave them out");
        }
        return authorizers.stream()
                .filter(one -> one.name().equals(name)
                        && one.type() != AuthorizerType.Cognito
                        && !rule.scopes().isEmpty())
                .findFirst()
                .map(one -> at + ".scopes: authorizer " + one.name() + " is of type " + one.type()
                        + ", and API Gateway looks at scopes for Cognito alone: leave them out");
    }

    /** Functions and user pools: a tenant admits them by their ARNs. */
    static List<String> asked(ApiProtectionSpec spec) {
        return spec.authorizers().stream()
                .flatMap(one -> Stream.concat(
                        Stream.of(Optional.ofNullable(one.lambdaArn()), Optional.ofNullable(one.credentialsRoleArn()))
                                .flatMap(Optional::stream),
                        one.userPoolArns().stream()))
                .toList();
    }

    /**
     * Why API Gateway is not given a role; empty where none is named, or each may be passed on.
     *
     * @param passed patterns of roles that the operator may pass on
     */
    static Optional<String> roleProblem(ApiProtectionSpec spec, List<String> passed) {
        return spec.authorizers().stream()
                .filter(one -> one.credentialsRoleArn() != null
                        && !AdmittedArns.admits(passed, Objects.requireNonNull(one.credentialsRoleArn())))
                .findFirst()
                .map(
                        one -> "authorizers[" + one.name() + "].credentialsRoleArn: this operator does not pass "
                                + one.credentialsRoleArn()
                                + " on to API Gateway: leave it out and have the function let API Gateway call it (aws lambda"
                                + " add-permission), or have the platform team add the role to the setting APIACCESS_PASS_ROLES");
    }

    /**
     * What AWS does not take of it beside an API; empty where it takes it.
     *
     * @param region of the API
     * @param account of the API
     */
    static Optional<String> placeProblem(ApiProtectionSpec spec, String region, String account) {
        return spec.authorizers().stream()
                .flatMap(one -> Stream.concat(
                        one.userPoolArns().stream()
                                .filter(pool -> !Arn.parse(pool).region().equals(region))
                                .map(pool -> "authorizers[" + one.name() + "].userPoolArns has " + pool
                                        + ", and API Gateway asks user pools of the region of the API alone (" + region
                                        + "): name one there"),
                        Optional.ofNullable(one.credentialsRoleArn()).stream()
                                .filter(role -> !Arn.parse(role).account().equals(account))
                                .map(role -> "authorizers[" + one.name() + "].credentialsRoleArn is " + role
                                        + ", and AWS lets roles of the account of the API alone be passed on ("
                                        + account
                                        + "): name one there")))
                .findFirst();
    }

    /** What API Gateway is given, by the names in the object. */
    static SortedMap<String, Authorizer> of(ApiProtectionSpec spec) {
        var all = new TreeMap<String, Authorizer>();
        spec.authorizers().forEach(one -> all.put(one.name(), of(one)));
        return all;
    }

    private static Authorizer of(ApiAuthorizer one) {
        var seconds = (int) ttl(one).toSeconds();
        return switch (one.type()) {
            case Cognito ->
                Authorizer.pools(
                        one.name(),
                        one.userPoolArns(),
                        one.identitySources().isEmpty()
                                ? ""
                                : one.identitySources().getFirst(),
                        seconds);
            case Token -> function(one, Authorizer.TOKEN, seconds);
            case Request, UNKNOWN -> function(one, Authorizer.REQUEST, seconds);
        };
    }

    private static Authorizer function(ApiAuthorizer one, String type, int seconds) {
        return Authorizer.lambda(
                one.name(),
                type,
                Objects.requireNonNull(one.lambdaArn(), "checked before"),
                Objects.requireNonNullElse(one.credentialsRoleArn(), ""),
                one.identitySources(),
                seconds);
    }
}
