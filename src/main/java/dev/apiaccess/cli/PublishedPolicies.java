// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.Permission;
import dev.apiaccess.cli.Rights.Group;
import dev.apiaccess.cli.Rights.Right;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The IAM documents that we publish, derived from the rights that our operations need. */
final class PublishedPolicies {

    private static final List<String> KINDS = List.of("group", "role", "user");

    private PublishedPolicies() {}

    /**
     * Restrictions of the account's policy.
     *
     * @param regions empty for all
     * @param principals {@code role/path/name} with wildcards; empty for all
     * @param may permissions of tenants; empty for all
     * @param passRoles {@code role/path/name} with wildcards, of roles with which API Gateway may call authorizers; empty for none
     */
    record Scope(
            String partition,
            String account,
            String clusterId,
            List<String> regions,
            List<String> principals,
            Set<Permission> may,
            List<String> passRoles) {

        /** One without roles to pass. */
        Scope(
                String partition,
                String account,
                String clusterId,
                List<String> regions,
                List<String> principals,
                Set<Permission> may) {
            this(partition, account, clusterId, regions, principals, may, List.of());
        }

        /** Pattern of our policies: without rules there is only the claim on the cluster id. */
        String policies() {
            var naming = new Naming(clusterId);
            var names = hasRules() ? "*" : naming.claimName();
            return "arn:" + partition + ":iam::" + account + ":policy" + naming.policyPath() + names;
        }

        boolean hasRules() {
            return may.isEmpty() || !Collections.disjoint(may, Rights.OF_RULES);
        }

        List<String> principals(Collection<String> kinds) {
            var named = principals.isEmpty()
                    ? KINDS.stream().map(kind -> kind + "/*").toList()
                    : principals;
            return named.stream()
                    .filter(name -> kinds.contains(kind(name)))
                    .sorted()
                    .map(name -> "arn:" + partition + ":iam::" + account + ":" + name)
                    .toList();
        }

        List<String> rolesToPass() {
            return passRoles.stream()
                    .sorted()
                    .map(name -> "arn:" + partition + ":iam::" + account + ":" + name)
                    .toList();
        }

        /** Whether the restrictions allow a principal of that kind. */
        boolean reaches(String kind) {
            return principals.isEmpty()
                    || principals.stream().anyMatch(name -> kind(name).equals(kind));
        }

        Stream<String> gateway(String path) {
            return (regions.isEmpty() ? Stream.of("*") : regions.stream().sorted())
                    .map(region -> "arn:" + partition + ":apigateway:" + region + "::" + path);
        }

        /** URIs that call functions of the account. */
        String functions() {
            return "arn:" + partition + ":apigateway:*:lambda:path/2015-03-31/functions/arn:" + partition + ":lambda:*:"
                    + account + ":function:*/invocations";
        }

        /** Patterns of our alarms. */
        Stream<String> alarms() {
            return (regions.isEmpty() ? Stream.of("*") : regions.stream().sorted())
                    .map(region -> "arn:" + partition + ":cloudwatch:" + region + ":" + account + ":alarm:"
                            + new Naming(clusterId).alarmPrefix() + "*");
        }

        Stream<String> logs() {
            return (regions.isEmpty() ? Stream.of("*") : regions.stream().sorted())
                    .map(region -> "arn:" + partition + ":logs:" + region + ":*:log-group:*");
        }

        private boolean wants(Operation operation) {
            var words = Rights.words(operation);
            return may.isEmpty() || words.isEmpty() || !Collections.disjoint(words, may);
        }

        private static String kind(String name) {
            return name.substring(0, name.indexOf('/'));
        }
    }

    /** What the operator may do in an account: every right that an operation needs, and none that no operation needs. */
    static PolicyDocument account(Scope scope) {
        return of(
                Arrays.stream(Operation.values())
                        .filter(Operation::ofOperator)
                        .filter(scope::wants)
                        .flatMap(operation -> Rights.of(operation).stream())
                        .filter(right -> right.group() != Group.ATTACH_OWN_POLICIES || scope.reaches(right.target()))
                        .filter(right -> right.group() != Group.PASS_ROLES
                                || !scope.passRoles().isEmpty())
                        // Without rules nothing is asked of what principals have.
                        .filter(right -> right.group() != Group.READ_AWS_POLICIES || scope.hasRules()),
                scope);
    }

    /** What {@code collect}, and questions that are asked of AWS, may do: read, and only what decides about access. */
    static PolicyDocument reading(String partition, List<String> regions, Set<Operation> operations) {
        return of(
                operations.stream().flatMap(operation -> Rights.of(operation).stream()),
                new Scope(partition, "", "", regions, List.of(), Set.of()));
    }

    /** A statement for each group of rights. */
    private static PolicyDocument of(Stream<Right> rights, Scope scope) {
        Map<Group, List<Right>> groups = new EnumMap<>(Group.class);
        rights.forEach(right ->
                groups.computeIfAbsent(right.group(), _ -> new ArrayList<>()).add(right));
        return PolicyDocument.of(groups.entrySet().stream()
                .map(group -> statement(group.getKey(), group.getValue(), scope))
                .toList());
    }

    /** Lets the operator assume the role. */
    static PolicyDocument trust(String operatorArn, String externalId) {
        var conditions = externalId.isEmpty()
                ? List.<Condition>of()
                : List.of(Condition.of("StringEquals", "sts:ExternalId", externalId));
        return PolicyDocument.of(
                new Statement("Operator", Effect.ALLOW, PrincipalSet.aws(operatorArn), ASSUME, null, conditions));
    }

    /** What the operator's own identity may do: assume those roles. */
    static PolicyDocument operator(String partition, List<String> accounts, String roleName) {
        var roles = accounts.stream()
                .map(account -> "arn:" + partition + ":iam::" + account + ":role/" + roleName)
                .toList();
        return PolicyDocument.of(Statement.of("ReachAccounts", Effect.ALLOW, ASSUME, ResourceSet.of(roles), List.of()));
    }

    /** EKS Pod Identity gives its sessions transitive tags, and AWS then requires both actions. */
    private static final ActionSet ASSUME = ActionSet.of("sts:AssumeRole", "sts:TagSession");

    private static Statement statement(Group group, List<Right> rights, Scope scope) {
        var actions = new TreeSet<>(rights.stream().map(Right::action).toList());
        var targets = new TreeSet<>(rights.stream().map(Right::target).toList());
        var resources = switch (group) {
            case READ_IAM, READ_ORGANIZATION, READ_ALARMS -> List.of(Rights.ANYTHING);
            case READ_AWS_POLICIES -> List.of("arn:" + scope.partition() + ":iam::aws:policy/*");
            case READ_ACCESS_LOGS -> scope.logs().toList();
            case OWN_POLICIES -> List.of(scope.policies());
            case OWN_ALARMS -> scope.alarms().toList();
            case ATTACH_OWN_POLICIES -> scope.principals(targets);
            case PASS_ROLES -> scope.rolesToPass();
            default -> targets.stream().flatMap(scope::gateway).toList();
        };
        return Statement.of(
                group.sid(),
                Effect.ALLOW,
                ActionSet.of(List.copyOf(actions)),
                ResourceSet.of(resources),
                conditions(group, scope));
    }

    private static List<Condition> conditions(Group group, Scope scope) {
        return switch (group) {
            case ATTACH_OWN_POLICIES -> List.of(Condition.of("ArnLike", "iam:PolicyARN", scope.policies()));
            case CREATE_TAGGED, TAG_OWN -> ours("aws:RequestTag/", scope);
            // A key file has no tags: they are set later. With tags this statement allows nothing.
            case IMPORT_KEYS -> List.of(Condition.of("Null", "aws:TagKeys", "true"));
            case CHANGE_OWN -> ours("aws:ResourceTag/", scope);
            case PASS_ROLES -> List.of(Condition.of("StringEquals", "iam:PassedToService", "apigateway.amazonaws.com"));
            // A function sees every caller's token; user pools have no URI.
            case MAKE_AUTHORIZERS ->
                List.of(
                        Condition.of(
                                "StringEqualsIfExists",
                                "apigateway:Request/AuthorizerType",
                                Authorizer.TOKEN,
                                Authorizer.REQUEST,
                                Authorizer.POOLS),
                        Condition.of("StringLikeIfExists", "apigateway:Request/AuthorizerUri", scope.functions()));
            // With the name of a stage a deployment makes it, where it is gone.
            case DEPLOY -> List.of(Condition.of("Null", "apigateway:Request/StageName", "true"));
            // API Gateway passes no tags of a plan when its keys are added or removed, nor for their usage.
            case READ_IAM,
                    READ_AWS_POLICIES,
                    OWN_POLICIES,
                    READ_GATEWAY,
                    PUT_KEYS,
                    TAKE_KEYS,
                    CARRY_QUOTAS,
                    PROTECT_METHODS,
                    WRITE_RESOURCE_POLICIES,
                    CHANGE_STAGES,
                    READ_ALARMS,
                    OWN_ALARMS,
                    READ_ORGANIZATION,
                    READ_ACCESS_LOGS -> List.of();
        };
    }

    private static List<Condition> ours(String key, Scope scope) {
        return List.of(
                Condition.of("StringEquals", key + Naming.TAG_CLUSTER, scope.clusterId()),
                Condition.of("StringEquals", key + Naming.TAG_MANAGED_BY, "apiaccess"));
    }
}
