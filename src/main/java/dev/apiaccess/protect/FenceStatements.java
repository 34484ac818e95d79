// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What fences write into the resource policy of an API: a Deny for everybody, with the sources as its conditions. Kinds of sources that may
 * call are joined by <i>or</i>: one Deny with all of them negated, each of which an absent key makes true. On a private API an address
 * narrows the networks beside it, since networks of others have the same addresses.
 */
public final class FenceStatements {

    private static final String SIGNED = "aws:PrincipalArn";

    /**
     * An API as ARNs name it.
     *
     * @param stages that the fences are about
     */
    public record Place(String partition, String region, String account, String apiId, SortedSet<String> stages) {}

    private record Test(String allowing, String refusing, String key, SortedSet<String> values) {

        Condition refused() {
            return new Condition(refusing, key, List.copyOf(values));
        }

        Condition allowed() {
            return new Condition(allowing, key, List.copyOf(values));
        }
    }

    private FenceStatements() {}

    /**
     * The Deny statements of a fence.
     *
     * @param sid of the statements, by their number in this fence
     */
    public static List<Statement> deny(Fence fence, ApiFace face, Place place, IntFunction<String> sid) {
        var resources = resources(fence, place, fence.meant());
        var statements = new ArrayList<Statement>();
        for (var conditions : refused(fence, face)) {
            statements.add(statement(sid.apply(statements.size()), Effect.DENY, resources, conditions));
        }
        return statements;
    }

    /**
     * The Allow of a fence on a private API, where nobody gets in without one: for exactly the networks that it names, and what it is about.
     */
    public static List<Statement> allowNetworks(Fence fence, Place place, IntFunction<String> sid) {
        var resources = resources(fence, place, fence.letThrough());
        var statements = new ArrayList<Statement>();
        networks(fence.sources())
                .forEach(test -> statements.add(
                        statement(sid.apply(statements.size()), Effect.ALLOW, resources, List.of(test.allowed()))));
        return statements;
    }

    private static Statement statement(String sid, Effect effect, ResourceSet resources, List<Condition> conditions) {
        return new Statement(
                sid, effect, PrincipalSet.everyone(), ActionSet.of(ExecuteApi.INVOKE), resources, conditions);
    }

    /** The conditions of each Deny. */
    private static List<List<Condition>> refused(Fence fence, ApiFace face) {
        var sources = fence.sources();
        var addresses = addresses(sources, face).toList();
        if (fence.side() == Fence.Side.NOT_FROM && face.isPrivate() && !addresses.isEmpty()) {
            return networks(sources)
                    .map(network -> Stream.concat(addresses.stream(), Stream.of(network))
                            .map(Test::allowed)
                            .toList())
                    .toList();
        }
        if (fence.side() == Fence.Side.NOT_FROM) {
            return Stream.of(addresses.stream(), networks(sources), callers(sources))
                    .flatMap(tests -> tests)
                    .map(test -> List.of(test.allowed()))
                    .toList();
        }
        var callers = callers(sources).map(Test::refused).toList();
        var places = face.isPrivate()
                ? List.of(networks(sources).toList(), addresses)
                : List.of(Stream.concat(addresses.stream(), networks(sources)).toList());
        var denies = places.stream()
                .filter(tests -> !tests.isEmpty())
                .map(tests -> tests.stream().map(Test::refused).toList())
                .flatMap(refused -> callers.isEmpty()
                        ? Stream.of(refused)
                        : Stream.of(with(refused, callers, "false"), with(refused, List.of(), "true")))
                .toList();
        return denies.isEmpty() && !callers.isEmpty() ? List.of(with(List.of(), callers, "false")) : denies;
    }

    /**
     * Who calls is known of signed calls only: what is said of callers does not hold against others, and places alone decide about those.
     *
     * @param unsigned whether it is about calls without a signature, {@code true} or {@code false}
     */
    private static List<Condition> with(List<Condition> places, List<Condition> callers, String unsigned) {
        return Stream.of(places.stream(), callers.stream(), Stream.of(Condition.of("Null", SIGNED, unsigned)))
                .flatMap(some -> some)
                .toList();
    }

    private static Stream<Test> addresses(Sources sources, ApiFace face) {
        return test(
                "IpAddress",
                "NotIpAddress",
                face.isPrivate() ? "aws:VpcSourceIp" : "aws:SourceIp",
                sources.addresses());
    }

    private static Stream<Test> networks(Sources sources) {
        return Stream.concat(
                test("StringEquals", "StringNotEquals", "aws:SourceVpce", sources.vpcEndpoints()),
                test("StringEquals", "StringNotEquals", "aws:SourceVpc", sources.vpcs()));
    }

    private static Stream<Test> callers(Sources sources) {
        return Stream.of(
                        test("StringEquals", "StringNotEquals", "aws:PrincipalOrgID", sources.organizations()),
                        test("StringEquals", "StringNotEquals", "aws:PrincipalAccount", sources.accounts()),
                        test("ArnLike", "ArnNotLike", SIGNED, sources.principals()))
                .flatMap(tests -> tests);
    }

    private static Stream<Test> test(String allowing, String refusing, String key, SortedSet<String> values) {
        return values.isEmpty() ? Stream.empty() : Stream.of(new Test(allowing, refusing, key, values));
    }

    private static ResourceSet resources(Fence fence, Place place, Set<String> verbs) {
        var patterns = new TreeSet<String>();
        for (var stage : place.stages()) {
            if (fence.paths().isEmpty() && verbs.containsAll(ExecuteApi.VERBS)) {
                patterns.add(ExecuteApi.wholeStageArn(
                        place.partition(), place.region(), place.account(), place.apiId(), stage));
            } else {
                patterns.addAll(methods(place, stage, verbs, fence.paths(), true));
            }
        }
        return ResourceSet.of(List.copyOf(patterns));
    }

    /** ARN patterns of paths under verbs in a stage; all paths where none is named. */
    static List<String> methods(
            Place place, String stage, Collection<String> verbs, List<PathTemplate> paths, boolean everySpelling) {
        var patterns = paths.isEmpty()
                ? List.of("*")
                : paths.stream()
                        .map(path -> ExecuteApi.pathPattern(path.text()))
                        .flatMap(pattern -> everySpelling ? ExecuteApi.spellings(pattern) : Stream.of(pattern))
                        .toList();
        return verbs.stream()
                .flatMap(verb -> patterns.stream()
                        .map(pattern -> ExecuteApi.arn(
                                place.partition(),
                                place.region(),
                                place.account(),
                                place.apiId(),
                                stage,
                                verb,
                                pattern)))
                .toList();
    }
}
