// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.api.TenantNamespaces;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Small desired things of cluster {@code c1} in namespace {@code shop}. */
public final class Samples {

    public static final Naming NAMING = new Naming("c1");
    public static final String NAMESPACE = "shop";
    public static final PrincipalRef WEB = PrincipalRef.parse("role/apps/web");

    /** A tenant that admits all that the samples ask for. */
    public static final Tenant TENANT = new Tenant(
            "shop",
            new TenantNamespaces(Map.of(), List.of(), List.of(NAMESPACE), Map.of()),
            List.of(),
            List.of(),
            null,
            List.of(),
            List.of(),
            null,
            null,
            null,
            Map.of());

    private Samples() {}

    public static UnitKey.PolicyUnit policyUnit() {
        return new UnitKey.PolicyUnit(FakeAws.ACCOUNT, NAMESPACE, WEB);
    }

    public static UnitKey.UsagePlanUnit planUnit(String name) {
        return new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, FakeAws.REGION, NAMESPACE, name);
    }

    public static UnitKey.ApiKeyUnit keyUnit(String name) {
        return new UnitKey.ApiKeyUnit(FakeAws.ACCOUNT, FakeAws.REGION, NAMESPACE, name);
    }

    public static String policyArn() {
        return NAMING.policyArn("aws", FakeAws.ACCOUNT, NAMING.policyName(NAMESPACE, WEB));
    }

    /** The marker policy that says which cluster uses our cluster id in an account. */
    public static ExistingPolicy claim(String accountId, String partition, String fingerprint) {
        var name = NAMING.claimName();
        return new ExistingPolicy(
                NAMING.policyArn(partition, accountId, name),
                "ANPA0",
                "v1",
                List.of(),
                new ManagedPolicy(
                        NAMING.policyPath(),
                        name,
                        NAMING.claimDescription(fingerprint),
                        PolicyDocument.of(List.of()),
                        new TreeSet<PrincipalRef>()));
    }

    /** A policy for {@link #WEB} that allows GET on some paths, one statement each. */
    public static Desired.Policy policy(String... paths) {
        var statements = new ArrayList<Statement>();
        for (var path : paths) {
            statements.add(allow("aa" + path.replaceAll("[^A-Za-z0-9]", ""), path));
        }
        return new Desired.Policy(
                policyUnit(),
                policyArn(),
                new ManagedPolicy(
                        NAMING.policyPath(),
                        NAMING.policyName(NAMESPACE, WEB),
                        NAMING.policyDescription(NAMESPACE, WEB),
                        PolicyDocument.of(statements),
                        new TreeSet<>(List.of(WEB))),
                NAMING.policyTags(NAMESPACE, WEB));
    }

    public static Statement allow(String sid, String path) {
        return statement(sid, Effect.ALLOW, path);
    }

    public static Statement statement(String sid, Effect effect, String path) {
        return Statement.of(
                sid,
                effect,
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of(List.of(ExecuteApi.arn(
                        "aws",
                        FakeAws.REGION,
                        FakeAws.ACCOUNT,
                        "a1b2c3",
                        "prod",
                        "GET",
                        ExecuteApi.pathPattern(path)))),
                List.of());
    }

    /** A plan for stages of API {@code a1b2c3}. */
    public static Desired.Plan plan(String name, double rate, String... stages) {
        SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> all = new TreeMap<>();
        for (var stage : stages) {
            all.put(new ApiStage("a1b2c3", stage), new TreeMap<>());
        }
        return new Desired.Plan(
                planUnit(name),
                new UsagePlan(
                        NAMING.planName(NAMESPACE, name),
                        NAMING.objectDescription(NAMESPACE, name),
                        new Throttle(rate, 200),
                        null,
                        all),
                NAMING.tags(new OwnerRef("ApiRateLimit", NAMESPACE, name), "uid-" + name));
    }

    public static Desired.Key key(String name, boolean enabled, String... planIds) {
        return key(
                keyUnit(name),
                new ApiKey(
                        NAMING.keyName(NAMESPACE, name, 1),
                        NAMING.objectDescription(NAMESPACE, name),
                        enabled,
                        new TreeSet<>(List.of(planIds))),
                value(name),
                NAMING.tags(new OwnerRef("ApiKeyGrant", NAMESPACE, name), "uid-" + name));
    }

    /** One key. */
    public static Desired.Key key(UnitKey.ApiKeyUnit unit, ApiKey key, KeyValue value, SortedMap<String, String> tags) {
        return new Desired.Key(unit, List.of(new Desired.Key.Revision(key, Optional.empty(), value)), tags);
    }

    public static KeyValue value(String seed) {
        return new KeyValue("value-of-" + seed + "-" + "x".repeat(20));
    }

    /** Status of a connection whose account has answered. */
    public static AwsConnectionStatus answered(String accountId) {
        return new AwsConnectionStatus(
                1L, List.of(), null, null, null, accountId, null, null, List.of(), null, List.of(), null, List.of(),
                List.of(), List.of(), null, null);
    }

    public static Desired.Absent absent(UnitKey unit) {
        return new Desired.Absent(unit, "");
    }
}
