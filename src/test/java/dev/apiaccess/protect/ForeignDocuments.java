// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Resource policies as owners of APIs write them by hand, each with what it would be as a declaration where it can be one. */
final class ForeignDocuments {

    private static final String ACCOUNT = FakeApi.ACCOUNT;
    private static final String PARTNER = "444455556666";
    private static final String OFFICE = "203.0.113.0/24";

    private ForeignDocuments() {}

    /**
     * A document.
     *
     * @param fences what it says as fences, for methods that are open; empty where it is none
     * @param isPrivate whether it is one of a private API
     * @param isWritable whether API Gateway takes it back
     */
    record Sample(String name, String policy, List<Fence> fences, boolean isPrivate, boolean isWritable) {

        @Override
        public String toString() {
            return name;
        }
    }

    static String policy(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    static String allow(String principal, String resource, String... conditions) {
        return statement("Allow", principal, resource, conditions);
    }

    static String deny(String principal, String resource, String... conditions) {
        return statement("Deny", principal, resource, conditions);
    }

    private static String statement(String effect, String principal, String resource, String... conditions) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":"
                + (principal.startsWith("{") ? principal : "\"" + principal + "\"")
                + ",\"Action\":\"execute-api:Invoke\",\"Resource\":"
                + (resource.startsWith("[") ? resource : "\"" + resource + "\"")
                + (conditions.length == 0 ? "" : ",\"Condition\":{" + String.join(",", conditions) + "}")
                + "}";
    }

    static String when(String operator, String key, String... values) {
        return "\"" + operator + "\":{\"" + key + "\":"
                + (values.length == 1
                        ? "\"" + values[0] + "\""
                        : Arrays.stream(values).collect(Collectors.joining("\",\"", "[\"", "\"]")))
                + "}";
    }

    private static String aws(String... principals) {
        return Arrays.stream(principals).collect(Collectors.joining("\",\"", "{\"AWS\":[\"", "\"]}"));
    }

    private static Sample sample(String name, String policy, Fence... fences) {
        return new Sample(name, policy, List.of(fences), false, true);
    }

    private static Sample inside(String name, String policy, Fence... fences) {
        return new Sample(name, policy, List.of(fences), true, true);
    }

    private static Sample broken(String name, String policy) {
        return new Sample(name, policy, List.of(), false, false);
    }

    private static Fence only(Sources sources) {
        return Wishes.fence("only", Fence.Side.ONLY_FROM, sources);
    }

    private static Fence not(Sources sources) {
        return Wishes.fence("not", Fence.Side.NOT_FROM, sources);
    }

    private static Fence paths(Fence fence, Set<String> verbs, String... paths) {
        return new Fence(
                fence.name(),
                verbs,
                Arrays.stream(paths).map(PathTemplate::new).toList(),
                fence.side(),
                fence.sources());
    }

    private static Sources endpoint(String... ids) {
        return Sources.NONE.withNetworks(Set.of(ids), Set.of());
    }

    private static Sources vpc(String... ids) {
        return Sources.NONE.withNetworks(Set.of(), Set.of(ids));
    }

    private static final String ALL = "execute-api:/*";
    private static final String VPCE = "vpce-0123456789abcdef0";

    static List<Sample> all() {
        return List.of(
                sample("everybody may call", policy(allow("*", ALL))),
                sample(
                        "an allow list of addresses, with a Deny",
                        policy(allow("*", ALL), deny("*", ALL, when("NotIpAddress", "aws:SourceIp", OFFICE))),
                        only(Sources.ofAddresses(OFFICE))),
                sample(
                        "an allow list of several ranges",
                        policy(
                                allow("*", ALL),
                                deny("*", ALL, when("NotIpAddress", "aws:SourceIp", OFFICE, "192.0.2.0/25"))),
                        only(Sources.ofAddresses(OFFICE, "192.0.2.0/25"))),
                sample(
                        "an allow list without a Deny",
                        policy(allow("*", ALL, when("IpAddress", "aws:SourceIp", OFFICE)))),
                sample(
                        "a deny list of addresses",
                        policy(allow("*", ALL), deny("*", ALL, when("IpAddress", "aws:SourceIp", OFFICE))),
                        not(Sources.ofAddresses(OFFICE))),
                sample(
                        "a deny list of both families",
                        policy(
                                allow("*", ALL),
                                deny("*", ALL, when("IpAddress", "aws:SourceIp", OFFICE, "2001:db8:bad::/48"))),
                        not(Sources.ofAddresses(OFFICE, "2001:db8:bad::/48"))),
                sample(
                        "a deny list of one address",
                        policy(allow("*", ALL), deny("*", ALL, when("IpAddress", "aws:SourceIp", "198.51.100.9/32"))),
                        not(Sources.ofAddresses("198.51.100.9/32"))),
                sample(
                        "an allow list for one path",
                        policy(
                                allow("*", ALL),
                                deny(
                                        "*",
                                        "[\"execute-api:/prod/GET/admin\",\"execute-api:/prod/GET/admin/\"]",
                                        when("NotIpAddress", "aws:SourceIp", OFFICE))),
                        paths(only(Sources.ofAddresses(OFFICE)), Set.of("GET"), "/admin")),
                sample(
                        "an allow list for what lies under a path",
                        policy(
                                allow("*", ALL),
                                deny(
                                        "*",
                                        "[\"execute-api:/prod/GET/admin/*\",\"execute-api:/prod/POST/admin/*\"]",
                                        when("NotIpAddress", "aws:SourceIp", OFFICE))),
                        paths(only(Sources.ofAddresses(OFFICE)), Set.of("GET", "POST"), "/admin/{x+}")),
                sample(
                        "writes from the office alone",
                        policy(
                                allow("*", ALL),
                                deny("*", "execute-api:/prod/POST/*", when("NotIpAddress", "aws:SourceIp", OFFICE))),
                        paths(only(Sources.ofAddresses(OFFICE)), Set.of("POST"))),
                sample(
                        "a deny list for one stage of two",
                        policy(
                                allow("*", ALL),
                                deny("*", "execute-api:/prod/*", when("IpAddress", "aws:SourceIp", OFFICE))),
                        not(Sources.ofAddresses(OFFICE))),
                sample("one stage alone is open", policy(allow("*", "execute-api:/prod/*"))),
                sample("one method alone is open", policy(allow("*", "execute-api:/prod/GET/orders"))),
                sample("a whole account may call", policy(allow(aws(PARTNER), ALL))),
                sample(
                        "an account by its root",
                        policy(allow(aws("arn:aws:iam::" + PARTNER + ":root"), "execute-api:/prod/*"))),
                sample(
                        "roles of another account may read",
                        policy(allow(
                                aws(
                                        "arn:aws:iam::" + PARTNER + ":role/reader",
                                        "arn:aws:iam::" + PARTNER + ":role/job"),
                                "execute-api:/prod/GET/orders"))),
                sample(
                        "a user of the own account",
                        policy(allow(aws("arn:aws:iam::" + ACCOUNT + ":user/one"), "execute-api:/prod/GET/*"))),
                sample(
                        "an organization may call",
                        policy(allow("*", ALL, when("StringEquals", "aws:PrincipalOrgID", "o-exampleorgid")))),
                sample(
                        "an organization alone may call",
                        policy(
                                allow("*", ALL),
                                deny("*", ALL, when("StringNotEquals", "aws:PrincipalOrgID", "o-exampleorgid")))),
                sample(
                        "callers by a pattern of their ARN",
                        policy(allow(
                                "*",
                                ALL,
                                when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::" + PARTNER + ":role/app-*")))),
                sample(
                        "an account by its condition key",
                        policy(allow("*", ALL, when("StringEquals", "aws:PrincipalAccount", PARTNER, ACCOUNT)))),
                sample("everybody but one account", policy(allow("*", ALL), deny(aws(PARTNER), ALL))),
                sample("a Deny of one path alone", policy(allow("*", ALL), deny("*", "execute-api:/prod/GET/admin"))),
                sample("nothing but a Deny", policy(deny("*", ALL, when("IpAddress", "aws:SourceIp", OFFICE)))),
                sample("everything but one path, by NotResource", policy("""
                        {"Sid":"AllBut","Effect":"Allow","Principal":"*","Action":"execute-api:Invoke",
                         "NotResource":"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/admin"}""")),
                sample("every action", policy("""
                        {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"}""")),
                sample("a Sid that looks like ours", policy("""
                        {"Sid":"aaAllowEverybody","Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"}""")),
                sample("the old version, one statement, no list", """
                        {"Version":"2008-10-17","Id":"theirs","Statement":
                         {"Sid":"1","Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/*/orders"}}"""),
                sample(
                        "only over TLS, at working hours",
                        policy(
                                allow("*", ALL),
                                deny("*", ALL, when("Bool", "aws:SecureTransport", "false")),
                                deny("*", ALL, when("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z")))),
                sample(
                        "a user agent, and a referer",
                        policy(
                                allow("*", ALL, when("StringLike", "aws:Referer", "https://shop.example.com/*")),
                                deny("*", ALL, when("StringLike", "aws:UserAgent", "*bot*")))),
                sample(
                        "callers without a second factor are refused",
                        policy(
                                allow("*", ALL),
                                deny("*", ALL, when("BoolIfExists", "aws:MultiFactorAuthPresent", "false")))),
                inside(
                        "one VPC endpoint",
                        policy(
                                allow("*", ALL, when("StringEquals", "aws:SourceVpce", VPCE)),
                                deny("*", ALL, when("StringNotEquals", "aws:SourceVpce", VPCE))),
                        only(endpoint(VPCE))),
                inside(
                        "an Allow for all and a Deny for other endpoints",
                        policy(allow("*", ALL), deny("*", ALL, when("StringNotEquals", "aws:SourceVpce", VPCE))),
                        only(endpoint(VPCE))),
                inside(
                        "two endpoints",
                        policy(
                                allow("*", ALL),
                                deny(
                                        "*",
                                        ALL,
                                        when("StringNotEquals", "aws:SourceVpce", VPCE, "vpce-0aaaaaaaaaaaaaaa0"))),
                        only(endpoint(VPCE, "vpce-0aaaaaaaaaaaaaaa0"))),
                inside(
                        "one VPC",
                        policy(
                                allow("*", ALL),
                                deny("*", ALL, when("StringNotEquals", "aws:SourceVpc", "vpc-0123456789abcdef0"))),
                        only(vpc("vpc-0123456789abcdef0"))),
                inside(
                        "a VPC or an endpoint",
                        policy(
                                allow("*", ALL),
                                deny(
                                        "*",
                                        ALL,
                                        "\"StringNotEquals\":{\"aws:SourceVpc\":\"vpc-0123456789abcdef0\",\"aws:SourceVpce\":\""
                                                + VPCE + "\"}")),
                        only(Sources.NONE.withNetworks(Set.of(VPCE), Set.of("vpc-0123456789abcdef0")))),
                broken("no JSON", "{\"Version\":"),
                broken("an element that nobody knows", """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Until":"2027"}]}"""),
                broken(
                        "a role that is gone",
                        policy(allow("*", ALL), allow(aws("AROAEXAMPLEID12345678"), "execute-api:/prod/GET/*"))),
                broken(
                        "a user that is gone, refused",
                        policy(allow("*", ALL), deny(aws("AIDAEXAMPLEID12345678"), ALL))),
                broken("one Sid twice", policy("""
                        {"Sid":"x","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}""", """
                        {"Sid":"x","Effect":"Deny","Principal":"*","Action":"*","Resource":"execute-api:/dev/*"}""")));
    }
}
