// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static java.util.Objects.requireNonNullElse;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.TestInvokeAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.TestInvokeAuthorizerResponse;

/** Maps API Gateway's authorizers to our values. */
final class AuthorizerMapping {

    /** What a trial bears where a caller has a token: nobody's. */
    static final String NOBODY = "apiaccess-trial";

    private static final String HEADER = "method.request.header.";
    private static final String QUERY = "method.request.querystring.";
    private static final String VARIABLE = "stageVariables.";
    private static final String CONTEXT = "context.";

    private static final int UNAUTHORIZED = 401;
    private static final int FAILED = 500;
    private static final int TEXT_LENGTH = 300;
    private static final String FAILURE = "Execution failed";

    private AuthorizerMapping() {}

    static ExistingAuthorizer authorizer(software.amazon.awssdk.services.apigateway.model.Authorizer it) {
        return new ExistingAuthorizer(
                it.id(),
                definition(
                        it.name(),
                        it.typeAsString(),
                        it.authorizerUri(),
                        it.authorizerCredentials(),
                        sources(it.identitySource()),
                        it.authorizerResultTtlInSeconds(),
                        it.providerARNs(),
                        it.identityValidationExpression()),
                new Trial.Untried());
    }

    static ExistingAuthorizer authorizer(CreateAuthorizerResponse it) {
        return authorizer(software.amazon.awssdk.services.apigateway.model.Authorizer.builder()
                .id(it.id())
                .name(it.name())
                .type(it.typeAsString())
                .authorizerUri(it.authorizerUri())
                .authorizerCredentials(it.authorizerCredentials())
                .identitySource(it.identitySource())
                .authorizerResultTtlInSeconds(it.authorizerResultTtlInSeconds())
                .providerARNs(it.providerARNs())
                .identityValidationExpression(it.identityValidationExpression())
                .build());
    }

    /** The definition; what is absent is as API Gateway documents it. */
    static Authorizer definition(
            @Nullable String name,
            @Nullable String type,
            @Nullable String uri,
            @Nullable String credentials,
            SortedSet<String> sources,
            @Nullable Integer ttlSeconds,
            Collection<String> providers,
            @Nullable String validation) {
        return new Authorizer(
                requireNonNullElse(name, ""),
                requireNonNullElse(type, ""),
                requireNonNullElse(uri, ""),
                requireNonNullElse(credentials, ""),
                sources,
                requireNonNullElse(ttlSeconds, Authorizer.DEFAULT_TTL),
                new TreeSet<>(providers),
                requireNonNullElse(validation, ""));
    }

    /** The sources of an identity, which are written with commas in between. */
    static SortedSet<String> sources(@Nullable String written) {
        return written == null
                ? new TreeSet<>()
                : Arrays.stream(written.split(",", -1))
                        .map(String::strip)
                        .filter(source -> !source.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    static CreateAuthorizerRequest creation(String apiId, Authorizer definition) {
        return CreateAuthorizerRequest.builder()
                .restApiId(apiId)
                .name(definition.name())
                .type(definition.type())
                .authorizerUri(orNull(definition.uri()))
                .authorizerCredentials(orNull(definition.credentials()))
                .identitySource(orNull(String.join(",", definition.identitySources())))
                .authorizerResultTtlInSeconds(
                        definition.type().equals(Authorizer.POOLS) ? null : definition.ttlSeconds())
                .providerARNs(definition.providers().isEmpty() ? null : List.copyOf(definition.providers()))
                .identityValidationExpression(orNull(definition.validation()))
                .build();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** A call that bears something in each source: without it API Gateway refuses and asks nobody. */
    static TestInvokeAuthorizerRequest attempt(String apiId, ExistingAuthorizer authorizer) {
        var headers = new HashMap<String, String>();
        var variables = new HashMap<String, String>();
        var context = new HashMap<String, String>();
        var query = new StringJoiner("&", "/?", "").setEmptyValue("/");
        for (var source : authorizer.definition().identitySources()) {
            if (source.startsWith(HEADER)) {
                headers.put(source.substring(HEADER.length()), NOBODY);
            } else if (source.startsWith(QUERY)) {
                query.add(URLEncoder.encode(source.substring(QUERY.length()), StandardCharsets.UTF_8) + "=" + NOBODY);
            } else if (source.startsWith(VARIABLE)) {
                variables.put(source.substring(VARIABLE.length()), NOBODY);
            } else if (source.startsWith(CONTEXT)) {
                context.put(source.substring(CONTEXT.length()), NOBODY);
            }
        }
        return TestInvokeAuthorizerRequest.builder()
                .restApiId(apiId)
                .authorizerId(authorizer.id())
                .headers(headers)
                .pathWithQueryString(query.toString())
                .stageVariables(variables.isEmpty() ? null : variables)
                .additionalContext(context.isEmpty() ? null : context)
                .build();
    }

    /** Whatever is answered is an answer, but for a failure; a token that has not the shape that is wanted asks nobody. */
    static Trial trial(Authorizer definition, TestInvokeAuthorizerResponse answer) {
        var status = answer.clientStatus();
        if (status == null) {
            return new Trial.Failed("API Gateway does not say what a caller would meet");
        }
        if (status == FAILED) {
            return new Trial.Failed(reason(requireNonNullElse(answer.log(), "")));
        }
        return status == UNAUTHORIZED && !definition.validation().isEmpty()
                ? new Trial.Refused()
                : new Trial.Answered();
    }

    /** Why it failed, as the log says last, without its time: other lines may quote what the function answered. */
    private static String reason(String log) {
        var reason = log.lines()
                .filter(line -> line.contains(FAILURE))
                .map(line -> line.substring(line.indexOf(FAILURE)).strip())
                .reduce("API Gateway answers 500 and does not say why", (_, last) -> last);
        return reason.length() <= TEXT_LENGTH ? reason : reason.substring(0, TEXT_LENGTH) + "...";
    }
}
