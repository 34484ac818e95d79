// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.Verb;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.PolicySize;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.HumanDuration;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Sids;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders rules as statements. What it cannot express it does not emit: only {@code execute-api:Invoke} on named verbs. */
public final class StatementRenderer {

    private static final String MFA_PRESENT = "aws:MultiFactorAuthPresent";
    private static final String MFA_AGE = "aws:MultiFactorAuthAge";
    private static final String SOURCE_IP = "aws:SourceIp";
    private static final String NOW = "aws:CurrentTime";

    private StatementRenderer() {}

    /** The statements of an object for one principal, empty when none of its rules names the principal. */
    public static List<Statement> render(AccessIntent intent, PrincipalRef principal) {
        var statements = new ArrayList<Statement>();
        var sids = new HashSet<String>();
        for (var grant : intent.grants()) {
            if (grant.principals().stream().anyMatch(one -> one.identity().equals(principal.identity()))) {
                statements.addAll(render(intent, grant, sids));
            }
        }
        return List.copyOf(statements);
    }

    /** Digest of a set of statements; their order does not count. */
    public static String digest(List<Statement> statements) {
        return Digest.of(26, PolicyWriter.write(Canonical.of(PolicyDocument.of(statements))));
    }

    private static List<Statement> render(AccessIntent intent, AccessIntent.Grant grant, Set<String> sids) {
        var patterns = resources(intent, grant);
        if (patterns.isEmpty()) {
            return List.of();
        }
        var resources = ResourceSet.of(patterns);
        var action = ActionSet.of(ExecuteApi.INVOKE);
        if (grant.effect() == dev.apiaccess.api.RuleEffect.Allow) {
            var conditions = grant.conditions() == null ? List.<Condition>of() : when(grant.conditions());
            return List.of(Statement.of(sid(intent, grant, sids), Effect.ALLOW, action, resources, conditions));
        }
        var exceptions = unless(grant.conditions());
        if (exceptions.isEmpty()) {
            return List.of(Statement.of(sid(intent, grant, sids), Effect.DENY, action, resources, List.of()));
        }
        var statements = new ArrayList<Statement>();
        for (var exception : exceptions) {
            statements.add(Statement.of(sid(intent, grant, sids), Effect.DENY, action, resources, List.of(exception)));
        }
        return statements;
    }

    /** The first number that is free: names of rules may share the few characters that a Sid has of them. */
    private static String sid(AccessIntent intent, AccessIntent.Grant grant, Set<String> taken) {
        var index = 0;
        while (!taken.add(Sids.of(intent.owner(), grant.rule(), index))) {
            index++;
        }
        return Sids.of(intent.owner(), grant.rule(), index);
    }

    private static List<String> resources(AccessIntent intent, AccessIntent.Grant grant) {
        var denies = grant.effect() == dev.apiaccess.api.RuleEffect.Deny;
        var patterns = new TreeSet<String>();
        if (intent.everyStage() && denies) {
            everyStage(intent, grant, patterns);
        } else {
            intent.stages(grant.effect()).forEach(stage -> oneStage(intent, grant, stage, denies, patterns));
        }
        return List.copyOf(patterns);
    }

    /**
     * A Deny for every stage also holds in one that is made tomorrow. The star of the stage crosses slashes and denies more than the
     * method, which is safe.
     */
    private static void everyStage(AccessIntent intent, AccessIntent.Grant grant, Set<String> patterns) {
        var api = intent.api().id();
        if (grant.verbs().contains(Verb.ANY) && PolicySize.wholeStage(grant.paths())) {
            patterns.add(ExecuteApi.everyStageArn(intent.partition(), intent.region(), intent.accountId(), api));
            return;
        }
        for (var verb : verbs(grant.verbs())) {
            for (var path : paths(grant, true)) {
                patterns.add(ExecuteApi.everyStageArn(
                        intent.partition(), intent.region(), intent.accountId(), api, verb, path));
            }
        }
    }

    private static void oneStage(
            AccessIntent intent, AccessIntent.Grant grant, String stage, boolean denies, Set<String> patterns) {
        var api = intent.api().id();
        if (grant.verbs().contains(Verb.ANY) && PolicySize.wholeStage(grant.paths())) {
            patterns.add(ExecuteApi.wholeStageArn(intent.partition(), intent.region(), intent.accountId(), api, stage));
            return;
        }
        for (var verb : verbs(grant.verbs())) {
            for (var path : paths(grant, denies)) {
                patterns.add(ExecuteApi.arn(
                        intent.partition(), intent.region(), intent.accountId(), api, stage, verb, path));
            }
        }
    }

    private static Set<String> paths(AccessIntent.Grant grant, boolean denies) {
        return grant.paths().stream()
                .map(ExecuteApi::pathPattern)
                .flatMap(pattern -> denies ? ExecuteApi.spellings(pattern) : Stream.of(pattern))
                .collect(Collectors.toSet());
    }

    private static Set<String> verbs(List<Verb> verbs) {
        if (verbs.contains(Verb.ANY)) {
            return ExecuteApi.VERBS;
        }
        var names = new TreeSet<String>();
        verbs.forEach(verb -> names.add(verb.name()));
        return names;
    }

    private static List<Condition> when(Conditions when) {
        var conditions = new ArrayList<Condition>();
        if (when.mfa() != null) {
            conditions.add(Condition.of("Bool", MFA_PRESENT, "true"));
            var age = when.mfa().maxAge();
            if (age != null) {
                conditions.add(Condition.of("NumericLessThanEquals", MFA_AGE, seconds(age)));
            }
        }
        if (!when.sourceIps().isEmpty()) {
            conditions.add(new Condition("IpAddress", SOURCE_IP, when.sourceIps()));
        }
        if (when.notBefore() != null) {
            conditions.add(Condition.of("DateGreaterThanEquals", NOW, when.notBefore()));
        }
        if (when.notAfter() != null) {
            conditions.add(Condition.of("DateLessThan", NOW, when.notAfter()));
        }
        return conditions;
    }

    /** Every entry is a statement of its own: denied unless all of them hold, so any that does not hold denies. */
    private static List<Condition> unless(@Nullable Conditions unless) {
        var conditions = new ArrayList<Condition>();
        if (unless == null) {
            return conditions;
        }
        if (unless.mfa() != null) {
            // IfExists: long-term credentials carry no such key at all and have to be denied too.
            conditions.add(Condition.of("BoolIfExists", MFA_PRESENT, "false"));
            var age = unless.mfa().maxAge();
            if (age != null) {
                conditions.add(Condition.of("NumericGreaterThanIfExists", MFA_AGE, seconds(age)));
            }
        }
        if (!unless.sourceIps().isEmpty()) {
            conditions.add(new Condition("NotIpAddress", SOURCE_IP, unless.sourceIps()));
        }
        if (unless.notBefore() != null) {
            conditions.add(Condition.of("DateLessThan", NOW, unless.notBefore()));
        }
        if (unless.notAfter() != null) {
            conditions.add(Condition.of("DateGreaterThanEquals", NOW, unless.notAfter()));
        }
        return conditions;
    }

    private static String seconds(String duration) {
        return Long.toString(HumanDuration.parse(duration).toSeconds());
    }
}
