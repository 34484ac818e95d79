// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code execute-api} part of the policy language: ARNs of methods, patterns from path templates, the short form in
 * resource policies. Source: API Gateway developer guide, ARN format reference.
 */
public final class ExecuteApi {

    public static final String SERVICE = "execute-api";
    public static final String INVOKE = "execute-api:Invoke";

    /** In place of a stage: every one, also those that do not exist yet. */
    public static final String EVERY_STAGE = "*";

    /** The verbs of a REST API; {@code ANY} in a template means all of them. */
    public static final Set<String> VERBS = Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private static final Pattern PARTITION = Pattern.compile("aws(-[a-z]+)*");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+)+");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern API_ID = Pattern.compile("[a-z0-9]{1,64}");
    private static final Pattern STAGE = Pattern.compile("[A-Za-z0-9_-]{1,128}|\\$default");
    private static final String LITERAL = "[A-Za-z0-9._~:@!$&'()+,;=%-]+";
    private static final Pattern PATH_PATTERN = Pattern.compile("(" + LITERAL + "|\\*)(/(" + LITERAL + "|\\*))*|");
    private static final Pattern TEMPLATE_LITERAL = Pattern.compile(LITERAL);
    private static final Pattern PARAMETER = Pattern.compile("\\{[A-Za-z0-9._:-]+}");
    private static final Pattern GREEDY = Pattern.compile("\\{[A-Za-z0-9._:-]+\\+}");

    private static final String SHORT_FORM = "execute-api:/";

    private ExecuteApi() {}

    /**
     * The ARN of a method for a policy: {@code path} is a pattern as {@link #pathPattern} gives it, without a leading
     * slash, empty for the root; it may end in one more slash, which a Deny names too. Throws {@link IllegalArgumentException}
     * when a part is malformed or a wildcard.
     */
    public static String arn(
            String partition, String region, String account, String apiId, String stage, String verb, String path) {
        String prefix = stagePrefix(partition, region, account, apiId, stage);
        requireVerb(verb);
        requirePath(path);
        return prefix + verb + "/" + path;
    }

    /** The ARN pattern of everything in a stage. */
    public static String wholeStageArn(String partition, String region, String account, String apiId, String stage) {
        return stagePrefix(partition, region, account, apiId, stage) + "*";
    }

    /** The ARN pattern of a whole API, in every stage that it has or will have. For a Deny only. */
    public static String everyStageArn(String partition, String region, String account, String apiId) {
        return apiPrefix(partition, region, account, apiId) + EVERY_STAGE;
    }

    /**
     * As {@link #arn}, for every stage that the API has or will have. For a Deny only: the star of the stage also crosses
     * slashes, so the pattern covers more than the method. {@code path} may end in a slash.
     */
    public static String everyStageArn(
            String partition, String region, String account, String apiId, String verb, String path) {
        requireVerb(verb);
        requirePath(path);
        return apiPrefix(partition, region, account, apiId) + EVERY_STAGE + "/" + verb + "/" + path;
    }

    /** The ARN of an actual request; {@code path} begins with a slash and may hold any character. */
    public static String requestArn(
            String partition, String region, String account, String apiId, String stage, String verb, String path) {
        String withoutSlash = path.startsWith("/") ? path.substring(1) : path;
        return new Arn(partition, SERVICE, region, account, apiId + "/" + stage + "/" + verb + "/" + withoutSlash)
                .toString();
    }

    /**
     * Turns a resource path of API Gateway into the path part of an ARN pattern: {@code /orders/{id}} gives
     * {@code orders/*}, {@code /} gives the empty text. A star also matches further slashes, so the pattern covers at
     * least the template. Throws {@link IllegalArgumentException} for what is not such a path.
     */
    public static String pathPattern(String template) {
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /: " + template);
        }
        if (template.equals("/")) {
            return "";
        }
        String[] parts = template.substring(1).split("/", -1);
        List<String> pattern = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            boolean greedy = GREEDY.matcher(parts[i]).matches();
            if (greedy && i < parts.length - 1) {
                throw new IllegalArgumentException("a greedy parameter stands at the end: " + template);
            }
            if (greedy || PARAMETER.matcher(parts[i]).matches()) {
                pattern.add("*");
            } else if (TEMPLATE_LITERAL.matcher(parts[i]).matches()) {
                pattern.add(parts[i]);
            } else {
                throw new IllegalArgumentException(
                        "\"" + parts[i] + "\" is neither a path part nor a parameter: " + template);
            }
        }
        return String.join("/", pattern);
    }

    /**
     * The path patterns that a Deny names for one. A call with one more slash at its end may reach the same method, so what ends
     * in text has two forms.
     */
    public static Stream<String> spellings(String pathPattern) {
        return pathPattern.isEmpty() || pathPattern.endsWith("*")
                ? Stream.of(pathPattern)
                : Stream.of(pathPattern, pathPattern + "/");
    }

    /**
     * Writes the short form {@code execute-api:/stage/VERB/path} out as the ARN of the given API, as API Gateway does
     * when it stores a resource policy. Everything else stays.
     */
    public static PolicyDocument expand(
            PolicyDocument document, String partition, String region, String account, String apiId) {
        String prefix = "arn:" + partition + ":" + SERVICE + ":" + region + ":" + account + ":" + apiId + "/";
        return document.withStatements(document.statements().stream()
                .map(statement -> {
                    ResourceSet resources = statement.resources();
                    return resources == null ? statement : statement.withResources(expand(resources, prefix));
                })
                .toList());
    }

    private static ResourceSet expand(ResourceSet resources, String prefix) {
        return new ResourceSet(
                resources.inverted(),
                resources.patterns().stream()
                        .map(text -> text.startsWith(SHORT_FORM) ? prefix + text.substring(SHORT_FORM.length()) : text)
                        .toList());
    }

    /**
     * The last check before a document is written to IAM: throws {@link IllegalStateException} unless every statement
     * is about {@code execute-api:Invoke} alone, on methods ({@code api/stage/VERB/path}) or whole stages
     * ({@code api/stage/*}) of this account, with no wildcard before the path and no variable. A Deny may also be about every
     * stage ({@code api/*} and {@code api/*}{@code /VERB/path}).
     */
    public static void assertOnlyInvoke(PolicyDocument document, String account) {
        if (document.statements().isEmpty()) {
            throw new IllegalStateException("a policy without statements is not written");
        }
        for (Statement statement : document.statements()) {
            String problem = InvokeOnly.problem(statement, account);
            if (!problem.isEmpty()) {
                throw new IllegalStateException("statement " + statement.sid() + " is not written: " + problem);
            }
        }
    }

    /** Whether a statement passes {@link #assertOnlyInvoke}. */
    public static boolean onlyInvokes(Statement statement, String account) {
        return InvokeOnly.problem(statement, account).isEmpty();
    }

    private static String stagePrefix(String partition, String region, String account, String apiId, String stage) {
        var prefix = apiPrefix(partition, region, account, apiId);
        require("stage", STAGE, stage);
        return prefix + stage + "/";
    }

    private static String apiPrefix(String partition, String region, String account, String apiId) {
        require("partition", PARTITION, partition);
        require("region", REGION, region);
        require("account", ACCOUNT, account);
        require("API id", API_ID, apiId);
        return "arn:" + partition + ":" + SERVICE + ":" + region + ":" + account + ":" + apiId + "/";
    }

    private static void requireVerb(String verb) {
        if (!VERBS.contains(verb)) {
            throw new IllegalArgumentException("not a verb of a REST API: " + verb);
        }
    }

    private static void requirePath(String path) {
        require("path pattern", PATH_PATTERN, path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        if (path.equals("/")) {
            throw new IllegalArgumentException("the root has no further slash");
        }
    }

    private static void require(String what, Pattern shape, String value) {
        if (!shape.matcher(value).matches()) {
            throw new IllegalArgumentException("malformed " + what + ": \"" + value + "\"");
        }
    }
}
