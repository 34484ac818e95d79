// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import dev.apiaccess.iam.Arn;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an authorizer of a REST API asks, and whom. Two with one definition decide alike, whatever their ids.
 *
 * @param name as API Gateway shows it
 * @param type {@code TOKEN}, {@code REQUEST}, {@code COGNITO_USER_POOLS}, and whatever comes
 * @param uri what is called; empty where user pools are asked
 * @param credentials ARN of the role with which it is called; empty for none
 * @param identitySources as API Gateway writes them, {@code method.request.header.Authorization}
 * @param ttlSeconds how long an answer is kept; for user pools always the default, since no export shows another
 * @param providers ARNs of user pools
 * @param validation what a token has to look like before anybody is asked, as a regular expression; empty for anything
 */
public record Authorizer(
        String name,
        String type,
        String uri,
        String credentials,
        SortedSet<String> identitySources,
        int ttlSeconds,
        SortedSet<String> providers,
        String validation) {

    public static final String TOKEN = "TOKEN";
    public static final String REQUEST = "REQUEST";
    public static final String POOLS = "COGNITO_USER_POOLS";

    /** How long an answer is kept where nobody says it. */
    public static final int DEFAULT_TTL = 300;

    /** Where a token stands where nobody says it. */
    public static final String DEFAULT_SOURCE = "method.request.header.Authorization";

    /** Names of those that the operator makes end in a mark, since nothing else of an authorizer can bear one. */
    private static final Pattern MARKED = Pattern.compile(".*-aa[0-9a-v]{10}");

    private static final String HEADER = "method.request.header.";
    private static final String FUNCTION = ":lambda:path/2015-03-31/functions/";
    private static final String INVOCATIONS = "/invocations";

    public Authorizer {
        identitySources = new TreeSet<>(identitySources);
        providers = new TreeSet<>(providers);
        ttlSeconds = type.equals(POOLS) ? DEFAULT_TTL : ttlSeconds;
    }

    /** One that asks whatever a token looks like. */
    public Authorizer(
            String name,
            String type,
            String uri,
            String credentials,
            SortedSet<String> identitySources,
            int ttlSeconds,
            SortedSet<String> providers) {
        this(name, type, uri, credentials, identitySources, ttlSeconds, providers, "");
    }

    /**
     * One that calls a Lambda function.
     *
     * @param type {@link #TOKEN} or {@link #REQUEST}
     * @param lambdaArn ARN of the function, with its version or alias if it has one; its region is that of the URI
     * @param credentials ARN of the role with which it is called; empty where the function itself lets API Gateway call it
     * @param sources what a call has to bear; empty for the header {@code Authorization} of a token, and for nothing of a request
     */
    public static Authorizer lambda(
            String name,
            String type,
            String lambdaArn,
            String credentials,
            Collection<String> sources,
            int ttlSeconds) {
        var arn = Arn.parse(lambdaArn);
        var identity = sources.isEmpty() && type.equals(TOKEN) ? Set.of(DEFAULT_SOURCE) : sources;
        return new Authorizer(
                name,
                type,
                "arn:" + arn.partition() + ":apigateway:" + arn.region() + FUNCTION + lambdaArn + INVOCATIONS,
                credentials,
                new TreeSet<>(identity),
                ttlSeconds,
                new TreeSet<>());
    }

    /**
     * One that asks user pools.
     *
     * @param arns of the pools, of which one issued the token
     * @param header in which the token stands, by its name or as an identity source; empty for {@code Authorization}
     * @param ttlSeconds as declared: what API Gateway keeps of a pool's tokens is shown by no export, and counts as the default
     */
    public static Authorizer pools(String name, Collection<String> arns, String header, int ttlSeconds) {
        var source = header.isEmpty() ? DEFAULT_SOURCE : header.startsWith(HEADER) ? header : HEADER + header;
        return new Authorizer(name, POOLS, "", "", new TreeSet<>(Set.of(source)), ttlSeconds, new TreeSet<>(arns), "");
    }

    /** ARN of the Lambda function that is called; empty where none is. */
    public Optional<String> lambdaArn() {
        var start = uri.indexOf(FUNCTION);
        return start < 0 || !uri.endsWith(INVOCATIONS)
                ? Optional.empty()
                : Optional.of(uri.substring(start + FUNCTION.length(), uri.length() - INVOCATIONS.length()));
    }

    /** Whether its name is one that the operator gives, in whichever cluster. */
    public boolean isMarked() {
        return MARKED.matcher(name).matches();
    }

    /** Digest of what it asks and whom, without its name. */
    public String digest() {
        return Digest.of(
                12,
                type + "\n" + uri + "\n" + credentials + "\n" + identitySources + "\n" + ttlSeconds + "\n" + providers
                        + (validation.isEmpty() ? "" : "\n" + validation));
    }

    /** The same under another name. */
    public Authorizer named(String other) {
        return new Authorizer(other, type, uri, credentials, identitySources, ttlSeconds, providers, validation);
    }
}
