// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** APIs and what is wanted of them, with as few words as possible. */
final class RestApiSamples {

    static final String ACCOUNT = "111122223333";
    static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(ACCOUNT, "eu-west-1", "a1b2c3");
    static final MethodKey READ = new MethodKey("/orders", "GET");
    static final MethodKey WRITE = new MethodKey("/orders", "POST");
    static final MethodKey HEALTH = new MethodKey("/", "GET");
    static final MethodState OPEN = MethodState.of("NONE", false);
    static final MethodState IAM = MethodState.of("AWS_IAM", false);
    static final String OURS = "aa0123456789abcde0123456789ab";
    static final String THEIRS = "{\"Sid\":\"theirs\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
            + "\"execute-api:Invoke\",\"Resource\":\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*\"}";

    private RestApiSamples() {}

    /** An authorizer that lets in who bears the token of a name. */
    static Authorizer authorizer(String name) {
        return new Authorizer(name, "REQUEST", name, "", new TreeSet<>(), 0, new TreeSet<>());
    }

    /** The same with an authorizer. */
    static ExistingApi with(ExistingApi api, String id, Authorizer definition) {
        var all = new TreeMap<>(api.authorizers());
        all.put(id, new ExistingAuthorizer(id, definition, new ExistingAuthorizer.Trial.Answered()));
        return api.withAuthorizers(all);
    }

    /** An API whose stage {@code prod} has what is configured, in a deployment of others. */
    static ExistingApi served(Map<MethodKey, MethodState> methods, Optional<String> policy) {
        var configured = new TreeMap<MethodKey, ConfiguredMethod>();
        methods.forEach((key, state) -> configured.put(key, configured(key, state)));
        var served = new HashMap<MethodKey, ServedMethod>();
        methods.forEach((key, state) -> served.put(key, new ServedMethod(state.authorization(), state.keyRequired())));
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")).withPolicy(policy),
                configured,
                new TreeMap<>(Map.of("prod", ShownStage.of("d0"))),
                new TreeMap<>(Map.of("d0", new DeployedApi(served, policy))),
                List.of(),
                "d0",
                Map.of());
    }

    static ConfiguredMethod configured(MethodKey key, MethodState state) {
        return new ConfiguredMethod(
                "r" + key.path().length(),
                state.authorization(),
                state.authorizer(),
                new TreeSet<>(),
                state.keyRequired());
    }

    static Observed.Api found(ExistingApi api) {
        return new Observed.Api(List.of(api));
    }

    static Wanted closing(Map<MethodKey, MethodState> closed, List<Statement> statements) {
        return new Wanted(
                new TreeMap<>(closed),
                new TreeMap<>(),
                new TreeMap<>(),
                statements,
                new TreeSet<>(Set.of("prod")),
                true,
                "");
    }

    static Desired.Api wanted(Wanted wanted) {
        return new Desired.Api(UNIT, wanted, StageWish.NONE);
    }

    static Desired.Api wanted(StageWish stages) {
        return new Desired.Api(UNIT, closing(Map.of(), List.of()), stages);
    }

    /** A Deny for who calls from elsewhere, with a Sid of ours. */
    static Statement fence(String sid, String range) {
        return new Statement(
                sid,
                Effect.DENY,
                PrincipalSet.everyone(),
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of("arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/*"),
                List.of(Condition.of("NotIpAddress", "aws:SourceIp", range)));
    }

    /** A document with these statements, with the spaces of whoever wrote it. */
    static Optional<String> document(String... statements) {
        return Optional.of(
                "{ \"Version\": \"2012-10-17\", \"Statement\": [ " + String.join(" , ", statements) + " ] }");
    }
}
