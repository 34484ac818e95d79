// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A few of the policies that belong to AWS and are there in every account; their texts are our own. */
public final class AwsPolicies {
    /** What the ARNs of all of them begin with. */
    public static final String PREFIX = "arn:aws:iam::aws:policy/";

    private static final Instant CREATED = Instant.parse("2015-02-06T18:40:00Z");
    private static final Map<String, ManagedPolicy> ALL = all();

    private AwsPolicies() {}

    /** All of them by ARN. */
    public static Map<String, ManagedPolicy> byArn() {
        return ALL;
    }

    /** Whether an ARN is one that AWS owns, known here or not. */
    public static boolean owns(String arn) {
        return arn.startsWith(PREFIX);
    }

    /** One of them. */
    public static Optional<ManagedPolicy> find(String arn) {
        return Optional.ofNullable(ALL.get(arn));
    }

    private static Map<String, ManagedPolicy> all() {
        Map<String, ManagedPolicy> out = new TreeMap<>();
        for (ManagedPolicy policy : List.of(
                policy("/", "AdministratorAccess", "Everything.", allow("*", "*")),
                policy(
                        "/",
                        "ReadOnlyAccess",
                        "Reading, as far as the emulator goes.",
                        allow("iam:Get*\",\"iam:List*", "*"),
                        allow("iam:Get*\",\"iam:List*\",\"apigateway:GET", "*"),
                        allow(
                                "iam:Get*\",\"iam:List*\",\"apigateway:GET\",\"organizations:Describe*\","
                                        + "\"organizations:List*",
                                "*")),
                policy(
                        "/",
                        "AmazonAPIGatewayInvokeFullAccess",
                        "Invoking every API.",
                        allow("execute-api:Invoke\",\"execute-api:ManageConnections", "arn:aws:execute-api:*:*:*")),
                policy(
                        "/",
                        "AmazonAPIGatewayAdministrator",
                        "Everything in API Gateway.",
                        allow("apigateway:*", "arn:aws:apigateway:*::/*")),
                policy(
                        "/service-role/",
                        "AWSLambdaBasicExecutionRole",
                        "Writing logs.",
                        allow("logs:CreateLogGroup\",\"logs:CreateLogStream\",\"logs:PutLogEvents", "*")))) {
            out.put(policy.arn(), policy);
        }
        return Map.copyOf(out);
    }

    private static String allow(String actions, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"" + actions
                + "\"],\"Resource\":\"" + resource + "\"}]}";
    }

    /** @param documents oldest first; the last is in force */
    private static ManagedPolicy policy(String path, String name, String description, String... documents) {
        List<ManagedPolicy.Version> versions = new ArrayList<>();
        for (String document : documents) {
            versions.add(new ManagedPolicy.Version(
                    "v" + (versions.size() + 1), document, CREATED.plusSeconds(86_400L * versions.size())));
        }
        ManagedPolicy.Version last = versions.getLast();
        return new ManagedPolicy(
                PREFIX + path.substring(1) + name,
                id(name),
                name,
                path,
                description,
                CREATED,
                last.created(),
                List.copyOf(versions),
                last.id(),
                versions.size(),
                Map.of());
    }

    /** An id that is the same in every run. */
    private static String id(String name) {
        StringBuilder out = new StringBuilder("ANPA");
        long rest = name.hashCode() & 0xffff_ffffL;
        for (int i = 0; i < 17; i++) {
            out.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt((int) (rest % 32)));
            rest = rest * 25_214_903_917L + 11 & 0xffff_ffff_ffffL;
        }
        return out.toString();
    }
}
